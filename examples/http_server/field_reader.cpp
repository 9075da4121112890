#include "field_reader.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "api_error.hpp"
#include "header_parameters.hpp"

namespace catvton::server {

namespace {

constexpr std::size_t kMaxText = 64 * 1024;  // bytes; a reply repeats a wrong value

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view without_sign(std::string_view text) {
    return text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
}

/// The words that float() of the reference's language takes beside numbers.
bool is_not_finite(std::string_view text) {
    const std::string word = lower_case(without_sign(text));
    return word == "nan" || word == "inf" || word == "infinity";
}

/// Decimal notation only; nothing for other text. Too large a number is infinite.
std::optional<double> decimal(std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789.";
    const std::string_view unsigned_text = without_sign(text);
    // What follows the sign: not another one, nor the words and prefixes that the library knows.
    if (unsigned_text.empty() || kDigits.find(unsigned_text[0]) == std::string_view::npos)
        return {};
    if (text[0] == '+') text = unsigned_text;
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (stop != end) return {};
    if (error == std::errc::result_out_of_range)  // which does not say at which end
        return std::strtod(std::string(text).c_str(), nullptr);
    if (error != std::errc()) return {};
    return value;
}

/// A bound as the reference prints it: no ".0".
std::string bound_text(const nlohmann::json& bound) {
    std::string text = bound.dump();
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

}  // namespace

FieldReader::Text FieldReader::text(const char* name) {
    const auto in_form = form_.find(name);
    const auto in_query = query_.find(name);
    const bool has_form = in_form != form_.end() && !in_form->second.content.empty();
    const bool has_query = in_query != query_.end() && !in_query->second.empty();
    if (has_form && has_query && in_form->second.content != in_query->second) {
        fault("value_error", "query", name,
              std::string("Value differs from the form's value of ") + name, in_query->second);
    }
    if (has_form) return {"body", short_text(name, in_form->second.content)};
    return {"query", has_query ? in_query->second : std::string()};
}

void FieldReader::fault(const char* type, const char* where, const char* name,
                        const std::string& message, nlohmann::json input, nlohmann::json context) {
    nlohmann::json entry{
        {"type", type}, {"loc", {where, name}}, {"msg", message}, {"input", std::move(input)}};
    if (!context.is_null()) entry["ctx"] = std::move(context);
    faults_.push_back(std::move(entry));
}

void FieldReader::below(const Text& text, const char* name, nlohmann::json bound) {
    fault("greater_than_equal", text.where, name,
          "Input should be greater than or equal to " + bound_text(bound), text.value,
          {{"ge", bound}});
}

void FieldReader::above(const Text& text, const char* name, nlohmann::json bound) {
    fault("less_than_equal", text.where, name,
          "Input should be less than or equal to " + bound_text(bound), text.value,
          {{"le", bound}});
}

std::string FieldReader::short_text(const char* name, std::string_view content) {
    if (content.size() > kMaxText) {
        throw too_large("The field " + std::string(name) + " has " +
                        std::to_string(content.size()) + " bytes: at most " +
                        std::to_string(kMaxText) + " are taken");
    }
    return std::string(content);
}

std::string_view FieldReader::file(const char* name, bool required) {
    const auto found = form_.find(name);
    const bool absent =
        found == form_.end() || (!found->second.is_file && found->second.content.empty());
    if (absent) {
        if (required) fault("missing", "body", name, "Field required", nullptr);
        return {};
    }
    if (!found->second.is_file) {
        fault("value_error", "body", name, "Expected a file, received a text field",
              short_text(name, found->second.content));
        return {};
    }
    return found->second.content;
}

std::size_t FieldReader::choice(const char* name, std::initializer_list<std::string_view> choices,
                                std::size_t otherwise) {
    const Text given = text(name);
    if (given.value.empty()) return otherwise;
    std::string expected;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const std::string_view choice = choices.begin()[i];
        if (given.value == choice) return i;
        if (i > 0) expected += i + 1 == choices.size() ? " or " : ", ";
        expected += "'" + std::string(choice) + "'";
    }
    fault("literal_error", given.where, name, "Input should be " + expected, given.value,
          {{"expected", expected}});
    return otherwise;
}

std::int64_t FieldReader::integer(const char* name, std::int64_t low, std::int64_t high,
                                  std::int64_t otherwise) {
    const Text given = text(name);
    if (given.value.empty()) return otherwise;
    std::string_view digits = trimmed(given.value);
    if (!all_digits(without_sign(digits))) {
        fault("int_parsing", given.where, name,
              "Input should be a valid integer, unable to parse string as an integer", given.value);
        return otherwise;
    }
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool overflow = parsed.ec == std::errc::result_out_of_range;
    if (overflow ? digits.starts_with('-') : value < low) {
        below(given, name, low);
    } else if (overflow || value > high) {
        above(given, name, high);
    } else {
        return value;
    }
    return otherwise;
}

double FieldReader::number(const char* name, double low, double high, double otherwise) {
    const Text given = text(name);
    if (given.value.empty()) return otherwise;
    const std::string_view digits = trimmed(given.value);
    const std::optional<double> value = decimal(digits);
    if (is_not_finite(digits) || (value && !std::isfinite(*value))) {
        fault("finite_number", given.where, name, "Input should be a finite number", given.value);
    } else if (!value) {
        fault("float_parsing", given.where, name,
              "Input should be a valid number, unable to parse string as a number", given.value);
    } else if (*value < low) {
        below(given, name, low);
    } else if (*value > high) {
        above(given, name, high);
    } else {
        return *value;
    }
    return otherwise;
}

void FieldReader::check() const {
    if (!faults_.empty()) throw validation_error(faults_);
}

}  // namespace catvton::server
