#pragma once

#include <map>
#include <string>
#include <vector>

#include "weights/byte_reader.hpp"
#include "weights/pickle_value.hpp"

namespace catvton::weights {

/// Stack, marks, memo and values of a pickle that is being run, all of them bounded. Every function
/// throws corrupt_weights when the program breaks a rule.
class PickleStack {
public:
    /// `bytes` is only asked where it stands, for messages.
    explicit PickleStack(const ByteReader& bytes) : bytes_(bytes) {
        arena_.made_bytes_left = bytes.left();
    }

    [[noreturn]] void refuse(const std::string& rule,
                             ErrorCode code = ErrorCode::corrupt_weights) const;

    PickleArena& arena() noexcept { return arena_; }

    void push(PickleValue value);
    void push_id(PickleId id);
    void push_integer(std::int64_t value, PickleKind kind = PickleKind::integer);
    void push_text(PickleKind kind, std::string_view text);
    void push_items(PickleKind kind, std::vector<PickleId> items);
    void push_mark();

    PickleId pop();
    PickleId top() const;
    std::vector<PickleId> pop_count(std::size_t count);
    std::vector<PickleId> pop_to_mark();

    /// Puts items into the list (or dict: key, value, ...) on top.
    void extend_top(PickleKind kind, const std::vector<PickleId>& items,
                    std::string_view opcode_name);
    void check_pairs(const std::vector<PickleId>& items) const;

    void memoize(std::uint32_t index);
    void memoize_next() { memoize(static_cast<std::uint32_t>(memo_.size())); }
    void recall(std::uint32_t index);

    /// The one value that STOP leaves. The arena is gone afterwards.
    PickleId finish() const;

private:
    std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
    void count_references(std::size_t more);
    std::uint8_t depth_with(std::uint8_t depth, const std::vector<PickleId>& items) const;

    const ByteReader& bytes_;
    PickleArena arena_;
    std::vector<PickleId> stack_;
    std::vector<std::size_t> marks_;
    std::map<std::uint32_t, PickleId> memo_;  // the file chooses the indices
    std::size_t references_ = 0;
};

}  // namespace catvton::weights
