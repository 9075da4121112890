#include "weights/pickle_machine.hpp"

#include <array>
#include <bit>
#include <cstdio>
#include <limits>

#include "catvton/error.hpp"
#include "weights/pickle_calls.hpp"
#include "weights/pickle_globals.hpp"

namespace catvton::weights {

namespace {

// A real checkpoint of a thousand tensors makes some forty thousand values.
constexpr std::size_t kMaxValues = 400'000;
constexpr std::size_t kMaxOpcodes = 4'000'000;
constexpr std::size_t kMaxReferences = 2'000'000;  // items of all containers together
constexpr std::size_t kMaxLineLength = 256;
constexpr std::size_t kMaxLongBytes = 16;

std::string hexadecimal(unsigned value) {
    char text[8];
    std::snprintf(text, sizeof text, "0x%02x", value);
    return text;
}

class Machine {
public:
    explicit Machine(ByteReader& bytes) : bytes_(bytes) {}

    Pickle run() {
        if (opcode() != 0x80) refuse("does not begin with PROTO");
        read_protocol();
        for (std::size_t count = 0;; ++count) {
            if (count == kMaxOpcodes)
                refuse("more than " + std::to_string(kMaxOpcodes) + " opcodes");
            const unsigned code = opcode();
            if (code == '.') break;
            step(code);
        }
        if (stack_.size() != 1 || !marks_.empty()) {
            refuse("STOP with " + std::to_string(stack_.size()) + " values on the stack");
        }
        return {std::move(arena_), stack_.back()};
    }

private:
    [[noreturn]] void refuse(const std::string& rule) const {
        throw Error(ErrorCode::corrupt_weights, bytes_.what() + ": pickle at offset " +
                                                    std::to_string(bytes_.position()) + ": " +
                                                    rule);
    }

    unsigned opcode() { return bytes_.integer<std::uint8_t>("pickle opcode"); }

    void read_protocol() {
        const unsigned version = bytes_.integer<std::uint8_t>("pickle protocol");
        if (version < 2 || version > 5)
            refuse("protocol " + std::to_string(version) + ", only 2 to 5 are read");
    }

    PickleId make(PickleValue value) {
        if (arena_.values.size() >= kMaxValues)
            refuse("more than " + std::to_string(kMaxValues) + " values");
        references_ += value.items.size();
        check_references();
        arena_.values.push_back(std::move(value));
        return static_cast<PickleId>(arena_.values.size() - 1);
    }

    void check_references() const {
        if (references_ > kMaxReferences)
            refuse("containers hold more than " + std::to_string(kMaxReferences) + " items");
    }

    void push(PickleValue value) { stack_.push_back(make(std::move(value))); }

    void push_id(PickleId id) {
        if (stack_.size() >= kMaxValues) refuse("stack overflow");
        stack_.push_back(id);
    }

    void push_integer(std::int64_t value, PickleKind kind = PickleKind::integer) {
        PickleValue v;
        v.kind = kind;
        v.integer = value;
        push(std::move(v));
    }

    void push_text(PickleKind kind, std::uint64_t length) {
        PickleValue v;
        v.kind = kind;
        v.text = bytes_.text(length, "pickle string");
        push(std::move(v));
    }

    void push_items(PickleKind kind, std::vector<PickleId> items) {
        PickleValue v;
        v.kind = kind;
        v.items = std::move(items);
        push(std::move(v));
    }

    std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

    PickleId pop() {
        if (stack_.size() <= floor()) refuse("stack underflow");
        const PickleId id = stack_.back();
        stack_.pop_back();
        return id;
    }

    PickleId top() const {
        if (stack_.size() <= floor()) refuse("stack underflow");
        return stack_.back();
    }

    std::vector<PickleId> pop_count(std::size_t count) {
        if (stack_.size() - floor() < count) refuse("stack underflow");
        std::vector<PickleId> items(stack_.end() - static_cast<std::ptrdiff_t>(count),
                                    stack_.end());
        stack_.resize(stack_.size() - count);
        return items;
    }

    std::vector<PickleId> pop_to_mark() {
        if (marks_.empty()) refuse("no MARK on the stack");
        std::vector<PickleId> items = pop_count(stack_.size() - marks_.back());
        marks_.pop_back();
        return items;
    }

    PickleValue& container(PickleId id, PickleKind kind, const char* opcode_name) {
        PickleValue& value = arena_[id];
        if (value.kind != kind) {
            refuse(std::string(opcode_name) + " on a " + std::string(kind_name(value.kind)));
        }
        return value;
    }

    void append(std::vector<PickleId> items, const char* opcode_name) {
        PickleValue& list = container(top(), PickleKind::list, opcode_name);
        references_ += items.size();
        check_references();
        list.items.insert(list.items.end(), items.begin(), items.end());
    }

    void set_items(const std::vector<PickleId>& items, const char* opcode_name) {
        PickleValue& dict = container(top(), PickleKind::dict, opcode_name);
        check_pairs(items);
        references_ += items.size();
        check_references();
        dict.items.insert(dict.items.end(), items.begin(), items.end());
    }

    void check_pairs(const std::vector<PickleId>& items) const {
        if (items.size() % 2 != 0) refuse("odd number of dict items");
        for (std::size_t i = 0; i < items.size(); i += 2) {
            const PickleKind kind = arena_[items[i]].kind;
            if (kind == PickleKind::list || kind == PickleKind::dict ||
                kind == PickleKind::ndarray) {
                refuse("dict key is a " + std::string(kind_name(kind)));
            }
        }
    }

    void memoize(std::uint32_t index) {
        if (memo_.size() >= kMaxValues) refuse("memo overflow");
        memo_[index] = top();
    }

    void recall(std::uint32_t index) {
        const auto found = memo_.find(index);
        if (found == memo_.end()) refuse("memo " + std::to_string(index) + " was never stored");
        push_id(found->second);
    }

    void push_long(std::size_t size) {
        if (size > kMaxLongBytes) refuse("integer of " + std::to_string(size) + " bytes");
        const std::string_view raw = bytes_.text(size, "pickle integer");
        if (size > 8) {
            PickleValue v;
            v.kind = PickleKind::long_bytes;
            v.text = raw;
            push(std::move(v));
            return;
        }
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value |= std::uint64_t(static_cast<unsigned char>(raw[i])) << (8 * i);
        // Two's complement of `size` bytes.
        if (size > 0 && size < 8 && (static_cast<unsigned char>(raw[size - 1]) & 0x80u))
            value |= ~std::uint64_t{0} << (8 * size);
        push_integer(static_cast<std::int64_t>(value));
    }

    void push_real() {
        std::uint64_t bits = 0;
        for (const char c : bytes_.text(8, "pickle float"))
            bits = bits << 8 | static_cast<unsigned char>(c);
        push_integer(std::bit_cast<std::int64_t>(bits), PickleKind::real);
    }

    std::string_view line() {
        // The bytes left are looked at, never copied.
        const std::size_t window = std::min(bytes_.left(), kMaxLineLength);
        ByteReader ahead = bytes_;
        const std::string_view text = ahead.text(window, "pickle line");
        const auto end = text.find('\n');
        if (end == std::string_view::npos)
            refuse("a name is longer than " + std::to_string(kMaxLineLength) + " bytes");
        return bytes_.text(end + 1, "pickle line").substr(0, end);
    }

    void push_global(std::string_view module, std::string_view name) {
        const auto info = find_global(module, name);
        if (!info) {
            refuse("the global '" + std::string(module.substr(0, kMaxLineLength)) + "." +
                   std::string(name.substr(0, kMaxLineLength)) + "' is not allowed");
        }
        PickleValue v;
        v.kind = PickleKind::global;
        v.integer = static_cast<std::int64_t>(info->global);
        v.extra = static_cast<std::uint8_t>(info->dtype);
        push(std::move(v));
    }

    void push_stack_global() {
        const PickleId name = pop(), module = pop();
        if (arena_[name].kind != PickleKind::text || arena_[module].kind != PickleKind::text) {
            refuse("STACK_GLOBAL without two strings");
        }
        push_global(arena_[module].text, arena_[name].text);
    }

    void call() {
        const PickleId arguments = pop(), callable = pop();
        if (arena_[callable].kind != PickleKind::global) {
            refuse("REDUCE calls a " + std::string(kind_name(arena_[callable].kind)));
        }
        if (arena_[arguments].kind != PickleKind::tuple)
            refuse("REDUCE without a tuple of arguments");
        const auto global = static_cast<PickleGlobal>(arena_[callable].integer);
        try {
            // A call may add owned text, and gives back an existing value or a new one.
            PickleCallResult result = call_global(arena_, global, arguments);
            if (result.existing) {
                push_id(*result.existing);
            } else {
                push(std::move(result.made));
            }
        } catch (const PickleCallError& error) {
            refuse(error.what());
        }
    }

    void build() {
        const PickleId state = pop();
        try {
            build_state(arena_, top(), state);
        } catch (const PickleCallError& error) {
            refuse(error.what());
        }
    }

    void step(unsigned code) {
        if (step_literal(code) || step_container(code) || step_object(code)) return;
        refuse("opcode " + hexadecimal(code) + " is not allowed");
    }

    /// Numbers, strings and constants.
    bool step_literal(unsigned code) {
        switch (code) {
            case 'N':
                push({});
                return true;
            case 0x88:
                push_integer(1, PickleKind::boolean);
                return true;
            case 0x89:
                push_integer(0, PickleKind::boolean);
                return true;
            case 'J':
                push_integer(bytes_.integer<std::int32_t>("BININT"));
                return true;
            case 'K':
                push_integer(bytes_.integer<std::uint8_t>("BININT1"));
                return true;
            case 'M':
                push_integer(bytes_.integer<std::uint16_t>("BININT2"));
                return true;
            case 0x8a:
                push_long(bytes_.integer<std::uint8_t>("LONG1"));
                return true;
            case 'G':
                push_real();
                return true;
            case 'X':
                push_text(PickleKind::text, bytes_.integer<std::uint32_t>("BINUNICODE"));
                return true;
            case 0x8c:
                push_text(PickleKind::text, bytes_.integer<std::uint8_t>("SHORT_BINUNICODE"));
                return true;
            case 0x8d:
                push_text(PickleKind::text, bytes_.integer<std::uint64_t>("BINUNICODE8"));
                return true;
            case 'T':
                push_text(PickleKind::text, bytes_.integer<std::uint32_t>("BINSTRING"));
                return true;
            case 'U':
                push_text(PickleKind::text, bytes_.integer<std::uint8_t>("SHORT_BINSTRING"));
                return true;
            case 'B':
                push_text(PickleKind::bytes, bytes_.integer<std::uint32_t>("BINBYTES"));
                return true;
            case 'C':
                push_text(PickleKind::bytes, bytes_.integer<std::uint8_t>("SHORT_BINBYTES"));
                return true;
            case 0x8e:
                push_text(PickleKind::bytes, bytes_.integer<std::uint64_t>("BINBYTES8"));
                return true;
            case 0x96:
                push_text(PickleKind::bytes, bytes_.integer<std::uint64_t>("BYTEARRAY8"));
                return true;
            default:
                return false;
        }
    }

    /// Tuples, lists, dicts and the stack.
    bool step_container(unsigned code) {
        switch (code) {
            case '(':
                push_mark();
                return true;
            case '0':
                pop();
                return true;
            case '1':
                pop_to_mark();
                return true;
            case ')':
                push_items(PickleKind::tuple, {});
                return true;
            case ']':
                push_items(PickleKind::list, {});
                return true;
            case '}':
                push_items(PickleKind::dict, {});
                return true;
            case 't':
                push_items(PickleKind::tuple, pop_to_mark());
                return true;
            case 0x85:
                push_items(PickleKind::tuple, pop_count(1));
                return true;
            case 0x86:
                push_items(PickleKind::tuple, pop_count(2));
                return true;
            case 0x87:
                push_items(PickleKind::tuple, pop_count(3));
                return true;
            case 'l':
                push_items(PickleKind::list, pop_to_mark());
                return true;
            case 'd': {
                std::vector<PickleId> items = pop_to_mark();
                check_pairs(items);
                push_items(PickleKind::dict, std::move(items));
                return true;
            }
            case 'a':
                append(pop_count(1), "APPEND");
                return true;
            case 'e':
                append(pop_to_mark(), "APPENDS");
                return true;
            case 's':
                set_items(pop_count(2), "SETITEM");
                return true;
            case 'u':
                set_items(pop_to_mark(), "SETITEMS");
                return true;
            default:
                return false;
        }
    }

    /// Frames, memo, globals and calls.
    bool step_object(unsigned code) {
        switch (code) {
            case 0x80:
                read_protocol();
                return true;
            case 0x95:
                check_frame();
                return true;
            case 'h':
                recall(bytes_.integer<std::uint8_t>("BINGET"));
                return true;
            case 'j':
                recall(bytes_.integer<std::uint32_t>("LONG_BINGET"));
                return true;
            case 'q':
                memoize(bytes_.integer<std::uint8_t>("BINPUT"));
                return true;
            case 'r':
                memoize(bytes_.integer<std::uint32_t>("LONG_BINPUT"));
                return true;
            case 0x94:
                memoize(static_cast<std::uint32_t>(memo_.size()));
                return true;
            case 'c': {
                const std::string_view module = line();
                push_global(module, line());
                return true;
            }
            case 0x93:
                push_stack_global();
                return true;
            case 'R':
                call();
                return true;
            case 'b':
                build();
                return true;
            case 'Q':
                push_persistent();
                return true;
            default:
                return false;
        }
    }

    void push_mark() {
        if (marks_.size() >= kMaxValues) refuse("too many MARKs");
        marks_.push_back(stack_.size());
    }

    void check_frame() {
        const auto size = bytes_.integer<std::uint64_t>("FRAME");
        if (size > bytes_.left())
            refuse("FRAME of " + std::to_string(size) + " bytes goes beyond the end");
    }

    void push_persistent() {
        const PickleId id = pop();
        if (arena_[id].kind != PickleKind::tuple) refuse("persistent id is not a tuple");
        push_items(PickleKind::storage, arena_[id].items);
    }

    ByteReader& bytes_;
    PickleArena arena_;
    std::vector<PickleId> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint32_t, PickleId> memo_;
    std::size_t references_ = 0;
};

}  // namespace

Pickle read_pickle(ByteReader& bytes) { return Machine(bytes).run(); }

}  // namespace catvton::weights
