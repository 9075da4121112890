#include "weights/json_reader.hpp"

#include <vector>

#include "catvton/error.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

using nlohmann::json;

/// Builds the document and refuses what nlohmann's own builder lets pass: duplicate keys, depth.
class StrictBuilder final : public nlohmann::json_sax<json> {
public:
    StrictBuilder(json& root, const JsonLimits& limits) : root_(root), limits_(limits) {}
    const std::string& failure() const { return failure_; }

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t&) override { return fail("binary value"); }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (open_.back()->contains(name)) return fail("duplicate key '" + printable(name) + "'");
        key_ = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override {
        return fail("syntax error at byte " + std::to_string(position));
    }

private:
    bool fail(std::string text) {
        if (failure_.empty()) failure_ = std::move(text);
        return false;
    }

    json* place(json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        if (open_.back()->is_array()) {
            open_.back()->push_back(std::move(value));
            return &open_.back()->back();
        }
        return &((*open_.back())[key_] = std::move(value));
    }

    bool count() {
        return ++values_ <= limits_.max_values ||
               fail("more than " + std::to_string(limits_.max_values) + " values");
    }

    bool put(json value) {
        if (!count()) return false;
        place(std::move(value));
        return true;
    }

    bool open(json container) {
        if (!count()) return false;
        if (static_cast<int>(open_.size()) >= limits_.max_depth) {
            return fail("nested deeper than " + std::to_string(limits_.max_depth));
        }
        // A container's address is stable while it is open: its parent grows only after it is
        // closed.
        open_.push_back(place(std::move(container)));
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    json& root_;
    JsonLimits limits_;
    std::size_t values_ = 0;
    std::vector<json*> open_;
    std::string key_;
    std::string failure_;
};

}  // namespace

json parse_json_object(std::string_view text, const std::string& what, const JsonLimits& limits) {
    const auto refuse = [&](const std::string& rule) {
        throw Error(ErrorCode::corrupt_weights, what + ": " + rule);
    };
    if (text.size() > limits.max_bytes) {
        refuse("JSON of " + std::to_string(text.size()) + " bytes, at most " +
               std::to_string(limits.max_bytes) + " are allowed");
    }
    if (text.starts_with("\xEF\xBB\xBF")) refuse("JSON begins with a byte order mark");
    // The parser takes a NUL for the end of the text and would pass over what follows.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        refuse("JSON holds a NUL at byte " + std::to_string(nul));
    json document;
    StrictBuilder builder(document, limits);
    if (!json::sax_parse(text, &builder)) refuse("JSON: " + builder.failure());
    if (!document.is_object()) refuse("JSON is not an object");
    return document;
}

std::optional<std::uint64_t> unsigned_integer(const json& value) {
    if (!value.is_number_unsigned()) return std::nullopt;
    return value.get<std::uint64_t>();
}

}  // namespace catvton::weights
