#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace catvton::masker {

/// The fields of an optional JSON config beside a checkpoint; a field that is absent keeps its
/// default. All errors are corrupt_weights and name the file and the field.
class ConfigFields {
public:
    /// An absent file is an empty config. Throws corrupt_weights unless it holds a JSON object.
    static ConfigFields load(const std::filesystem::path& path);
    explicit ConfigFields(const std::string& text, std::string what = "config");

    /// Overwrites `value` when the field is there; it must lie in low..high.
    void read(const char* name, std::int64_t& value, std::int64_t low, std::int64_t high) const;
    void read(const char* name, double& value, double low, double high) const;
    /// The list must have as many elements as `values` has.
    void read(const char* name, std::vector<std::int64_t>& values, std::int64_t low,
              std::int64_t high) const;

private:
    std::int64_t integer(const nlohmann::json& value, const char* name, std::int64_t low,
                         std::int64_t high) const;
    [[noreturn]] void refuse(const char* name, const std::string& rule) const;

    std::string what_;
    nlohmann::json json_;
};

}  // namespace catvton::masker
