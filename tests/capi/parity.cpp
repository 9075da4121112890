#include "capi/parity.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace catvton::test {

namespace {

Image load_picture(const char* name, int channels = 3) {
    DecodeOptions options;
    options.channels = channels;
    return load_image(capi_models() / name, options);
}

}  // namespace

const std::filesystem::path& capi_models() {
    static const std::filesystem::path folder = CATVTON_CAPI_MODELS;
    return folder;
}

void require_ok(catvton_status status) {
    INFO("message: ", std::string(catvton_last_error_message()));
    REQUIRE(status == CATVTON_STATUS_OK);
}

bool equal(const catvton_image_view& view, const Image& image) {
    return view.width == image.width() && view.height == image.height() &&
           view.channels == image.channels() && view.stride == image.row_bytes() &&
           std::equal(image.data(), image.data() + image.size(), view.data);
}

bool equal_image(catvton_image handle, const Image& image) {
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    require_ok(catvton_image_get_view(handle, &view));
    const bool result = equal(view, image);
    require_ok(catvton_image_free(handle));
    return result;
}

catvton_image_view view_of(const Image& image) {
    return {image.data(), image.width(), image.height(), image.channels(), 0, 0};
}

Parity::Parity()
    : person(load_picture("person.png")),
      cloth(load_picture("cloth.png")),
      mask(load_picture("mask.png", 1)),
      c_person(view_of(person)),
      c_cloth(view_of(cloth)),
      c_mask(view_of(mask)) {
    DeviceOptions options;
    options.device = "cpu";
    options.threads = 1;
    context = GpuContext::create(options);
    catvton_device_options c_options = CATVTON_DEVICE_OPTIONS_INIT;
    c_options.device = "cpu";
    c_options.threads = 1;
    require_ok(catvton_context_create(&c_options, &c_context));
}

Parity::~Parity() { catvton_context_free(c_context); }

Pipeline Parity::pipeline(const char* file, bool mask_free) const {
    ModelOptions options;
    options.model = (capi_models() / file).string();
    options.mask_free = mask_free;
    return Pipeline(context, options);
}

catvton_pipeline Parity::c_pipeline(const char* file, bool mask_free) const {
    const std::string path = (capi_models() / file).string();
    catvton_model_options options = CATVTON_MODEL_OPTIONS_INIT;
    options.model = path.c_str();
    options.mask_free = mask_free;
    catvton_pipeline handle = 0;
    require_ok(catvton_pipeline_create(c_context, &options, &handle));
    return handle;
}

AutoMasker Parity::masker() const {
    ModelOptions options;
    options.resume_path = (capi_models() / "masker").string();
    return AutoMasker(context, options);
}

catvton_masker Parity::c_masker() const {
    const std::string path = (capi_models() / "masker").string();
    catvton_model_options options = CATVTON_MODEL_OPTIONS_INIT;
    options.resume_path = path.c_str();
    catvton_masker handle = 0;
    require_ok(catvton_masker_create(c_context, &options, &handle));
    return handle;
}

TryOnOptions unusual_options() {
    TryOnOptions options;
    options.width = 128;
    options.height = 64;
    options.num_inference_steps = 2;
    options.guidance_scale = 3.5;
    options.seed = 1234567890123;
    options.eta = 0.5;
    options.mask_blur = 3;
    options.repaint = true;
    options.geometry = Geometry::pad;
    return options;
}

catvton_tryon_options c_unusual_options() {
    catvton_tryon_options options = CATVTON_TRYON_OPTIONS_INIT;
    options.width = 128;
    options.height = 64;
    options.num_inference_steps = 2;
    options.guidance_scale = 3.5;
    options.seed = 1234567890123;
    options.eta = 0.5;
    options.mask_blur = 3;
    options.repaint = 1;
    options.geometry = CATVTON_GEOMETRY_PAD;
    return options;
}

}  // namespace catvton::test
