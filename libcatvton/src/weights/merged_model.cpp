#include "weights/merged_model.hpp"

#include <array>
#include <cstring>
#include <functional>
#include <vector>

#include "catvton/error.hpp"
#include "weights/half.hpp"
#include "weights/safetensors.hpp"
#include "weights/safetensors_writer.hpp"

namespace catvton::weights {

namespace {

constexpr const char* kFormatKey = "catvton.format";
constexpr const char* kFormat = "1";
constexpr const char* kUNetPrefix = "unet.";
constexpr const char* kVaePrefix = "vae.";

/// The configs and where the metadata keeps them.
constexpr std::array<std::pair<const char*, std::string ModelComponents::*>, 3> kConfigs{
    {{"catvton.unet.config", &ModelComponents::unet_config},
     {"catvton.vae.config", &ModelComponents::vae_config},
     {"catvton.scheduler.config", &ModelComponents::scheduler_config}}};

bool is_floating(DType dtype) {
    return dtype == DType::f16 || dtype == DType::bf16 || dtype == DType::f32 ||
           dtype == DType::f64;
}

template <class Value>
Value read_at(const TensorEntry& entry, std::size_t index) {
    Value value{};
    std::memcpy(&value, entry.data + index * sizeof(Value), sizeof(Value));
    return value;
}

float element(const TensorEntry& entry, std::size_t index) {
    switch (entry.dtype) {
        case DType::f16:
            return half_to_float(read_at<std::uint16_t>(entry, index));
        case DType::bf16:
            return bfloat16_to_float(read_at<std::uint16_t>(entry, index));
        case DType::f64:
            return static_cast<float>(read_at<double>(entry, index));
        default:
            return read_at<float>(entry, index);
    }
}

TensorEntry convert(const TensorEntry& entry, DType dtype) {
    if (entry.dtype == dtype || !is_floating(entry.dtype)) return entry;
    const std::size_t count = entry.bytes / dtype_size(entry.dtype);
    auto bytes = std::make_shared<std::vector<std::byte>>(count * dtype_size(dtype));
    for (std::size_t i = 0; i < count; ++i) {
        const float value = element(entry, i);
        if (dtype == DType::f32) {
            std::memcpy(bytes->data() + 4 * i, &value, sizeof value);
        } else {
            const std::uint16_t half =
                dtype == DType::f16 ? float_to_half(value) : float_to_bfloat16(value);
            std::memcpy(bytes->data() + 2 * i, &half, sizeof half);
        }
    }
    return {dtype, entry.shape, bytes->data(), bytes->size(), bytes};
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
    for (const auto& [name, entry] : components.unet.items()) {
        // CatVTON skips the cross-attention.
        if (name.find(".attn2.") == std::string::npos)
            merged.add(kUNetPrefix + name, convert(entry, dtype));
    }
    for (const auto& [name, entry] : components.vae.items())
        merged.add(kVaePrefix + name, convert(entry, dtype));
    write_safetensors(merged, path);
}

ModelComponents read_merged_model(const std::shared_ptr<const MappedFile>& file) {
    const std::string what = "'" + file->path().string() + "'";
    const StateDict merged = read_safetensors(file);
    const auto& metadata = merged.metadata();
    const auto format = metadata.find(kFormatKey);
    if (format == metadata.end() || format->second != kFormat) {
        throw Error(
            ErrorCode::corrupt_weights,
            what + " is not a merged model of this version: write one with `catvton convert`");
    }
    ModelComponents components;
    for (const auto& [key, member] : kConfigs) {
        const auto config = metadata.find(key);
        if (config == metadata.end())
            throw Error(ErrorCode::corrupt_weights, what + " lacks the metadata '" + key + "'");
        components.*member = config->second;
    }
    for (const auto& [name, entry] : merged.items()) {
        if (name.starts_with(kUNetPrefix)) {
            components.unet.add(name.substr(std::strlen(kUNetPrefix)), entry);
        } else if (name.starts_with(kVaePrefix)) {
            components.vae.add(name.substr(std::strlen(kVaePrefix)), entry);
        } else {
            throw Error(ErrorCode::corrupt_weights,
                        what + " holds the unexpected tensor '" + name + "'");
        }
    }
    return components;
}

}  // namespace catvton::weights
