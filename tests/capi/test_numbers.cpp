/// The C ABI's numbers are the C++ library's: statuses, enumerators, defaults.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>

#include "catvton/catvton.h"
#include "catvton/catvton.hpp"

using namespace catvton;

namespace {

constexpr std::array kStatuses{
    std::pair(CATVTON_STATUS_INVALID_ARGUMENT, ErrorCode::invalid_argument),
    std::pair(CATVTON_STATUS_INVALID_STATE, ErrorCode::invalid_state),
    std::pair(CATVTON_STATUS_NOT_FOUND, ErrorCode::not_found),
    std::pair(CATVTON_STATUS_IO, ErrorCode::io),
    std::pair(CATVTON_STATUS_CORRUPT_WEIGHTS, ErrorCode::corrupt_weights),
    std::pair(CATVTON_STATUS_INVALID_IMAGE, ErrorCode::invalid_image),
    std::pair(CATVTON_STATUS_UNSUPPORTED_FORMAT, ErrorCode::unsupported_format),
    std::pair(CATVTON_STATUS_TOO_LARGE, ErrorCode::too_large),
    std::pair(CATVTON_STATUS_OUT_OF_MEMORY, ErrorCode::out_of_memory),
    std::pair(CATVTON_STATUS_DEVICE, ErrorCode::device),
    std::pair(CATVTON_STATUS_NUMERIC, ErrorCode::numeric),
    std::pair(CATVTON_STATUS_BUSY, ErrorCode::busy),
    std::pair(CATVTON_STATUS_CANCELLED, ErrorCode::cancelled),
    std::pair(CATVTON_STATUS_DEADLINE_EXCEEDED, ErrorCode::deadline_exceeded),
    std::pair(CATVTON_STATUS_NO_PERSON, ErrorCode::no_person),
    std::pair(CATVTON_STATUS_INTERNAL, ErrorCode::internal),
};

template <class Enum>
constexpr bool same(int number, Enum value) {
    return number == static_cast<int>(value);
}

static_assert(same(CATVTON_LOG_DEBUG, LogLevel::debug) && same(CATVTON_LOG_INFO, LogLevel::info) &&
              same(CATVTON_LOG_WARNING, LogLevel::warning) &&
              same(CATVTON_LOG_ERROR, LogLevel::error));
static_assert(same(CATVTON_FORMAT_JPEG, ImageFormat::jpeg) &&
              same(CATVTON_FORMAT_PNG, ImageFormat::png) &&
              same(CATVTON_FORMAT_WEBP, ImageFormat::webp) &&
              same(CATVTON_FORMAT_BMP, ImageFormat::bmp) &&
              same(CATVTON_FORMAT_GIF, ImageFormat::gif) &&
              same(CATVTON_FORMAT_TIFF, ImageFormat::tiff));
static_assert(same(CATVTON_ALPHA_OVER_WHITE, AlphaRule::over_white) &&
              same(CATVTON_ALPHA_IGNORE, AlphaRule::ignore));
static_assert(same(CATVTON_RESIZE_NEAREST, ResizeFilter::nearest) &&
              same(CATVTON_RESIZE_BILINEAR, ResizeFilter::bilinear) &&
              same(CATVTON_RESIZE_BICUBIC, ResizeFilter::bicubic) &&
              same(CATVTON_RESIZE_LANCZOS, ResizeFilter::lanczos));
static_assert(same(CATVTON_PRECISION_AUTOMATIC, Precision::automatic) &&
              same(CATVTON_PRECISION_FP32, Precision::fp32) &&
              same(CATVTON_PRECISION_FP16, Precision::fp16) &&
              same(CATVTON_PRECISION_BF16, Precision::bf16));
static_assert(same(CATVTON_ATTENTION_MIX, AttentionVersion::mix) &&
              same(CATVTON_ATTENTION_VITONHD, AttentionVersion::vitonhd) &&
              same(CATVTON_ATTENTION_DRESSCODE, AttentionVersion::dresscode));
static_assert(same(CATVTON_CLOTH_UPPER, ClothType::upper) &&
              same(CATVTON_CLOTH_LOWER, ClothType::lower) &&
              same(CATVTON_CLOTH_OVERALL, ClothType::overall) &&
              same(CATVTON_CLOTH_INNER, ClothType::inner) &&
              same(CATVTON_CLOTH_OUTER, ClothType::outer));
static_assert(same(CATVTON_LOCK_WAIT, LockPolicy::wait) &&
              same(CATVTON_LOCK_REJECT, LockPolicy::reject) &&
              same(CATVTON_LOCK_TIMEOUT, LockPolicy::timeout));
static_assert(same(CATVTON_PERSON_BEST, PersonChoice::best) &&
              same(CATVTON_PERSON_LARGEST, PersonChoice::largest) &&
              same(CATVTON_PERSON_INDEX, PersonChoice::index));
static_assert(same(CATVTON_FIT_STANDARD, MaskFit::standard) &&
              same(CATVTON_FIT_LOOSE, MaskFit::loose) && same(CATVTON_FIT_TIGHT, MaskFit::tight));
static_assert(same(CATVTON_GEOMETRY_CROP, Geometry::crop) &&
              same(CATVTON_GEOMETRY_PAD, Geometry::pad));
static_assert(same(CATVTON_STAGE_PREPARE, Stage::prepare) &&
              same(CATVTON_STAGE_MASK, Stage::mask) && same(CATVTON_STAGE_ENCODE, Stage::encode) &&
              same(CATVTON_STAGE_DENOISE, Stage::denoise) &&
              same(CATVTON_STAGE_DECODE, Stage::decode));
static_assert(same(CATVTON_FILE_GOOD, FileState::good) &&
              same(CATVTON_FILE_MISSING, FileState::missing) &&
              same(CATVTON_FILE_DAMAGED, FileState::damaged) &&
              same(CATVTON_FILE_UNKNOWN, FileState::unknown));

}  // namespace

TEST_CASE("every error code has its frozen status, and the status its row of the table") {
    REQUIRE(kStatuses.size() == error_table().size());
    for (std::size_t i = 0; i < kStatuses.size(); ++i) {
        const auto [status, code] = kStatuses[i];
        const ErrorInfo& row = error_table()[i];
        CHECK(status == static_cast<int>(code));
        CHECK((row.code == code));
        catvton_status_info info = CATVTON_STATUS_INFO_INIT;
        REQUIRE(catvton_get_status_info(status, &info) == CATVTON_STATUS_OK);
        CHECK(std::string(info.name) == row.name);
        CHECK(std::string(info.python_exception) == row.python_exception);
        CHECK(info.http_status == row.http_status);
        CHECK(info.exit_status == row.exit_status);
        CHECK(info.retryable == int(row.retryable));
    }
    catvton_status_info info = CATVTON_STATUS_INFO_INIT;
    REQUIRE(catvton_get_status_info(CATVTON_STATUS_OK, &info) == CATVTON_STATUS_OK);
    CHECK(std::string(info.name) == "ok");
}

TEST_CASE("the macros have the defaults of the C++ structs") {
    constexpr catvton_decode_options decode = CATVTON_DECODE_OPTIONS_INIT;
    const DecodeOptions cpp_decode;
    CHECK(decode.channels == cpp_decode.channels);
    CHECK(same(decode.alpha, cpp_decode.alpha));
    CHECK(decode.apply_orientation == int(cpp_decode.apply_orientation));
    CHECK(decode.max_pixels == cpp_decode.max_pixels);
    CHECK(decode.max_bytes == cpp_decode.max_bytes);

    constexpr catvton_encode_options encode = CATVTON_ENCODE_OPTIONS_INIT;
    CHECK(same(encode.format, EncodeOptions{}.format));
    CHECK(encode.quality == EncodeOptions{}.quality);

    constexpr catvton_device_options device = CATVTON_DEVICE_OPTIONS_INIT;
    CHECK(same(device.precision, DeviceOptions{}.precision));
    CHECK(device.threads == DeviceOptions{}.threads);

    constexpr catvton_model_options model = CATVTON_MODEL_OPTIONS_INIT;
    CHECK(same(model.attention_version, ModelOptions{}.attention_version));
    CHECK(model.mask_free == int(ModelOptions{}.mask_free));
}

TEST_CASE("the macro of the mask options has the defaults of the C++ struct") {
    constexpr catvton_mask_options mask = CATVTON_MASK_OPTIONS_INIT;
    const MaskOptions cpp;
    CHECK(same(mask.person_choice, cpp.person_choice));
    CHECK(mask.person_index == cpp.person_index);
    CHECK(mask.allow_no_person == int(cpp.allow_no_person));
    CHECK(same(mask.fit, cpp.fit));
    CHECK(mask.grow == cpp.grow);
    CHECK(mask.feather == cpp.feather);
    CHECK(mask.parser_bgr == int(cpp.parser_bgr));
    CHECK(mask.use_cache == int(cpp.use_cache));
    CHECK(same(mask.lock_policy, cpp.lock_policy));
    CHECK(mask.lock_timeout_seconds == cpp.lock_timeout_seconds);
    CHECK(mask.deadline_seconds == cpp.deadline_seconds);
}

TEST_CASE("the macro of the try-on options has the defaults of the C++ struct") {
    constexpr catvton_tryon_options tryon = CATVTON_TRYON_OPTIONS_INIT;
    const TryOnOptions cpp;
    CHECK(tryon.width == cpp.width);
    CHECK(tryon.height == cpp.height);
    CHECK(tryon.num_inference_steps == cpp.num_inference_steps);
    CHECK(tryon.guidance_scale == cpp.guidance_scale);
    CHECK(tryon.seed == cpp.seed);
    CHECK(tryon.eta == cpp.eta);
    CHECK(tryon.mask_blur == cpp.mask_blur);
    CHECK(tryon.repaint == int(cpp.repaint));
    CHECK(same(tryon.geometry, cpp.geometry));
    CHECK(same(tryon.lock_policy, cpp.lock_policy));
    CHECK(tryon.lock_timeout_seconds == cpp.lock_timeout_seconds);
    CHECK(tryon.deadline_seconds == cpp.deadline_seconds);
    CHECK(tryon.preview_every == cpp.preview_every);
}
