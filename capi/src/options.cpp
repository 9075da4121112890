#include "options.hpp"

#include "outputs.hpp"

namespace catvton::capi {

namespace {

catvton_device_options from_options(const DeviceOptions& options) {
    return {sizeof(catvton_device_options), static_cast<std::int32_t>(options.precision), nullptr,
            options.threads, 0};
}

catvton_model_options from_options(const ModelOptions& options) {
    return {sizeof(catvton_model_options),
            static_cast<std::int32_t>(options.attention_version),
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            options.mask_free,
            0};
}

catvton_decode_options from_options(const DecodeOptions& options) {
    return {sizeof(catvton_decode_options),
            options.channels,
            static_cast<std::int32_t>(options.alpha),
            options.apply_orientation,
            options.max_pixels,
            options.max_bytes};
}

catvton_encode_options from_options(const EncodeOptions& options) {
    return {sizeof(catvton_encode_options), static_cast<std::int32_t>(options.format),
            options.quality, 0};
}

}  // namespace

DeviceOptions device_options(const catvton_device_options* options) {
    DeviceOptions converted;
    const auto given = read_struct(options, "options", from_options(converted));
    check_reserved(given.reserved, "device_options.reserved");
    if (given.device) converted.device = given.device;
    converted.precision = to_enum(given.precision, Precision::bf16, "precision");
    converted.threads = given.threads;
    return converted;
}

ModelOptions model_options(const catvton_model_options* options) {
    ModelOptions converted;
    const auto given = read_struct(options, "options", from_options(converted));
    check_reserved(given.reserved, "model_options.reserved");
    converted.model = to_string(given.model);
    converted.base_model = to_string(given.base_model);
    converted.vae = to_string(given.vae);
    converted.resume_path = to_string(given.resume_path);
    converted.attention_version =
        to_enum(given.attention_version, AttentionVersion::dresscode, "attention_version");
    converted.mask_free = to_bool(given.mask_free, "mask_free");
    return converted;
}

DecodeOptions decode_options(const catvton_decode_options* options) {
    DecodeOptions converted;
    const auto given = read_struct(options, "options", from_options(converted));
    converted.channels = given.channels;
    converted.alpha = to_enum(given.alpha, AlphaRule::ignore, "alpha");
    converted.apply_orientation = to_bool(given.apply_orientation, "apply_orientation");
    converted.max_pixels = given.max_pixels;
    converted.max_bytes = given.max_bytes;
    return converted;
}

EncodeOptions encode_options(const catvton_encode_options* options) {
    EncodeOptions converted;
    const auto given = read_struct(options, "options", from_options(converted));
    check_reserved(given.reserved, "encode_options.reserved");
    converted.format = to_enum(given.format, ImageFormat::tiff, "format");
    converted.quality = given.quality;
    return converted;
}

}  // namespace catvton::capi

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_device_options_init(catvton_device_options* options,
                                           std::uint32_t struct_size) {
    return init_options(options, struct_size, from_options(DeviceOptions{}));
}

catvton_status catvton_model_options_init(catvton_model_options* options,
                                          std::uint32_t struct_size) {
    return init_options(options, struct_size, from_options(ModelOptions{}));
}

catvton_status catvton_decode_options_init(catvton_decode_options* options,
                                           std::uint32_t struct_size) {
    return init_options(options, struct_size, from_options(DecodeOptions{}));
}

catvton_status catvton_encode_options_init(catvton_encode_options* options,
                                           std::uint32_t struct_size) {
    return init_options(options, struct_size, from_options(EncodeOptions{}));
}
