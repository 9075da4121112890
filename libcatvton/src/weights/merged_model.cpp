#include "weights/merged_model.hpp"

#include <array>
#include <string_view>

#include "catvton/error.hpp"
#include "weights/json_reader.hpp"
#include "weights/printable.hpp"
#include "weights/safetensors_writer.hpp"

namespace catvton::weights {

namespace {

constexpr const char* kFormatKey = "catvton.format";
constexpr const char* kFormat = "1";
constexpr std::string_view kUNetPrefix = "unet.";
constexpr std::string_view kVaePrefix = "vae.";
constexpr const char* kAttentionKey = "catvton.attention_version";
constexpr const char* kDefaultsKey = "catvton.run_defaults";

/// The configs and where the metadata keeps them.
constexpr std::array<std::pair<const char*, std::string ModelComponents::*>, 3> kConfigs{
    {{"catvton.unet.config", &ModelComponents::unet_config},
     {"catvton.vae.config", &ModelComponents::vae_config},
     {"catvton.scheduler.config", &ModelComponents::scheduler_config}}};

void check_format(const StateDict& merged, const std::string& what) {
    const auto format = merged.metadata().find(kFormatKey);
    if (format == merged.metadata().end()) {
        throw Error(ErrorCode::unsupported_format,
                    what +
                        " is not a merged model: write one with `catvton convert`, or name "
                        "the folder that holds the published files");
    }
    if (format->second != kFormat) {
        throw Error(ErrorCode::unsupported_format, what + " is a merged model of version '" +
                                                       printable(format->second, 32) +
                                                       "', this library reads version " + kFormat);
    }
}

std::string read_config(const StateDict& merged, const char* key, const std::string& what) {
    const auto config = merged.metadata().find(key);
    if (config == merged.metadata().end())
        throw Error(ErrorCode::corrupt_weights, what + " lacks the metadata '" + key + "'");
    parse_json_object(config->second, what + ": metadata '" + key + "'");
    return config->second;
}

}  // namespace

void write_merged_model(const ModelComponents& components, DType dtype,
                        const std::filesystem::path& path) {
    if (dtype != DType::f32 && dtype != DType::f16 && dtype != DType::bf16) {
        throw Error(ErrorCode::invalid_argument,
                    "a merged model is written in F32, F16 or BF16, not in " +
                        std::string(dtype_name(dtype)));
    }
    StateDict merged;
    merged.metadata()[kFormatKey] = kFormat;
    for (const auto& [key, member] : kConfigs) merged.metadata()[key] = components.*member;
    if (!components.attention_version.empty())
        merged.metadata()[kAttentionKey] = components.attention_version;
    if (!components.run_defaults.empty())
        merged.metadata()[kDefaultsKey] = components.run_defaults;
    for (const auto& [name, entry] : components.unet.items()) {
        // CatVTON skips the cross-attention.
        if (name.find(".attn2.") == std::string::npos)
            merged.add(std::string(kUNetPrefix) + name, entry);
    }
    for (const auto& [name, entry] : components.vae.items())
        merged.add(std::string(kVaePrefix) + name, entry);
    write_safetensors(merged, path, dtype);
}

ModelComponents read_merged_model(const std::filesystem::path& path) {
    const std::string what = "'" + path.string() + "'";
    const StateDict merged = load_state_dict(path);
    check_format(merged, what);
    ModelComponents components;
    for (const auto& [key, member] : kConfigs) components.*member = read_config(merged, key, what);
    const auto attention = merged.metadata().find(kAttentionKey);
    if (attention != merged.metadata().end()) components.attention_version = attention->second;
    if (merged.metadata().contains(kDefaultsKey))
        components.run_defaults = read_config(merged, kDefaultsKey, what);
    for (const auto& [name, entry] : merged.items()) {
        if (name.starts_with(kUNetPrefix)) {
            components.unet.add(name.substr(kUNetPrefix.size()), entry);
        } else if (name.starts_with(kVaePrefix)) {
            components.vae.add(name.substr(kVaePrefix.size()), entry);
        } else {
            throw Error(ErrorCode::corrupt_weights,
                        what + " holds the unexpected tensor '" + printable(name) + "'");
        }
    }
    return components;
}

}  // namespace catvton::weights
