#include "masker/config_fields.hpp"

#include <fstream>
#include <iterator>

#include "catvton/error.hpp"

namespace catvton::masker {

ConfigFields ConfigFields::load(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return ConfigFields("{}");
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return ConfigFields(text, path.string());
}

ConfigFields::ConfigFields(const std::string& text, std::string what)
    : what_(std::move(what)), json_(nlohmann::json::parse(text, nullptr, false)) {
    if (!json_.is_object()) {
        throw Error(ErrorCode::corrupt_weights, what_ + ": not a JSON object");
    }
}

void ConfigFields::read(const char* name, std::int64_t& value, std::int64_t low,
                        std::int64_t high) const {
    if (json_.contains(name)) value = integer(json_[name], name, low, high);
}

void ConfigFields::read(const char* name, double& value, double low, double high) const {
    if (!json_.contains(name)) return;
    const nlohmann::json& field = json_[name];
    if (!field.is_number() || field.get<double>() < low || field.get<double>() > high) {
        refuse(name, "is " + field.dump() + ", must be a number from " + std::to_string(low) +
                         " to " + std::to_string(high));
    }
    value = field.get<double>();
}

void ConfigFields::read(const char* name, std::vector<std::int64_t>& values, std::int64_t low,
                        std::int64_t high) const {
    if (!json_.contains(name)) return;
    const nlohmann::json& list = json_[name];
    if (!list.is_array() || list.size() != values.size()) {
        refuse(name, "must be a list of " + std::to_string(values.size()) + " integers");
    }
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = integer(list[i], name, low, high);
}

std::int64_t ConfigFields::integer(const nlohmann::json& value, const char* name, std::int64_t low,
                                   std::int64_t high) const {
    if (!value.is_number_integer() || value.get<std::int64_t>() < low ||
        value.get<std::int64_t>() > high) {
        refuse(name, "is " + value.dump() + ", must be an integer from " + std::to_string(low) +
                         " to " + std::to_string(high));
    }
    return value.get<std::int64_t>();
}

void ConfigFields::refuse(const char* name, const std::string& rule) const {
    throw Error(ErrorCode::corrupt_weights, what_ + ": '" + name + "' " + rule);
}

}  // namespace catvton::masker
