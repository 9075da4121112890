#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "multipart.hpp"
#include "query_string.hpp"

namespace catvton::server {

/// Reads fields of a form or a query, and collects their faults as FastAPI words them. A field that
/// is absent or empty keeps its default.
class FieldReader {
public:
    FieldReader(const Form& form, const Query& query) : form_(form), query_(query) {}

    /// Empty when it is absent and not `required`.
    std::string_view file(const char* name, bool required);
    /// The position of the value among `choices`.
    std::size_t choice(const char* name, std::initializer_list<std::string_view> choices,
                       std::size_t otherwise);
    std::int64_t integer(const char* name, std::int64_t low, std::int64_t high,
                         std::int64_t otherwise);
    double number(const char* name, double low, double high, double otherwise);

    /// Throws ApiError 422 when there was a fault.
    void check() const;

private:
    struct Text {
        const char* where = "body";
        std::string value;
    };

    /// The field's text, the form's before the query's; empty when absent.
    Text text(const char* name);
    /// Throws ApiError 413 for a text that is none, such as a picture.
    static std::string short_text(const char* name, std::string_view content);
    void fault(const char* type, const char* where, const char* name, const std::string& message,
               nlohmann::json input, nlohmann::json context = nullptr);
    void below(const Text& text, const char* name, nlohmann::json bound);
    void above(const Text& text, const char* name, nlohmann::json bound);

    const Form& form_;
    const Query& query_;
    nlohmann::json faults_ = nlohmann::json::array();
};

}  // namespace catvton::server
