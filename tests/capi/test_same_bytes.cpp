/// The C ABI and the C++ library give the same bytes for the same inputs. Each C call sets fields
/// away from their defaults, so that one that is lost on the way shows.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "catvton/catvton.h"
#include "catvton/catvton.hpp"

using namespace catvton;

namespace {

const std::filesystem::path kModels = CATVTON_CAPI_MODELS;

void require_ok(catvton_status status) {
    INFO("message: ", std::string(catvton_last_error_message()));
    REQUIRE(status == CATVTON_STATUS_OK);
}

bool equal(const catvton_image_view& view, const Image& image) {
    return view.width == image.width() && view.height == image.height() &&
           view.channels == image.channels() && view.stride == image.row_bytes() &&
           std::equal(image.data(), image.data() + image.size(), view.data);
}

/// The image behind a handle equals `image`; frees it.
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

Image load_picture(const char* name, int channels = 3) {
    DecodeOptions options;
    options.channels = channels;
    return load_image(kModels / name, options);
}

/// The same pictures, the same models in both interfaces.
struct Fixture {
    Image person = load_picture("person.png");
    Image cloth = load_picture("cloth.png");
    Image mask = load_picture("mask.png", 1);
    catvton_image_view c_person = view_of(person);
    catvton_image_view c_cloth = view_of(cloth);
    catvton_image_view c_mask = view_of(mask);
    std::shared_ptr<GpuContext> context;
    catvton_context c_context = 0;

    Fixture() {
        DeviceOptions options;
        options.device = "cpu";
        options.threads = 1;
        context = GpuContext::create(options);
        catvton_device_options c_options = CATVTON_DEVICE_OPTIONS_INIT;
        c_options.device = "cpu";
        c_options.threads = 1;
        require_ok(catvton_context_create(&c_options, &c_context));
    }
    ~Fixture() { catvton_context_free(c_context); }
    Fixture(const Fixture&) = delete;
    Fixture& operator=(const Fixture&) = delete;

    Pipeline pipeline(const char* file, bool mask_free) const {
        ModelOptions options;
        options.model = (kModels / file).string();
        options.mask_free = mask_free;
        return Pipeline(context, options);
    }
    catvton_pipeline c_pipeline(const char* file, bool mask_free) const {
        const std::string path = (kModels / file).string();
        catvton_model_options options = CATVTON_MODEL_OPTIONS_INIT;
        options.model = path.c_str();
        options.mask_free = mask_free;
        catvton_pipeline handle = 0;
        require_ok(catvton_pipeline_create(c_context, &options, &handle));
        return handle;
    }
    AutoMasker masker() const {
        ModelOptions options;
        options.resume_path = (kModels / "masker").string();
        return AutoMasker(context, options);
    }
    catvton_masker c_masker() const {
        const std::string path = (kModels / "masker").string();
        catvton_model_options options = CATVTON_MODEL_OPTIONS_INIT;
        options.resume_path = path.c_str();
        catvton_masker handle = 0;
        require_ok(catvton_masker_create(c_context, &options, &handle));
        return handle;
    }
};

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

void check_result(catvton_tryon_result handle, const TryOnResult& result) {
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    require_ok(catvton_tryon_result_get_image(handle, &view));
    CHECK(equal(view, result.image));
    require_ok(catvton_tryon_result_get_mask(handle, &view));
    if (result.mask.empty()) {
        CHECK(view.data == nullptr);
        CHECK(view.width == 0);
    } else {
        CHECK(equal(view, result.mask));
    }
    catvton_tryon_result_info info = CATVTON_TRYON_RESULT_INFO_INIT;
    require_ok(catvton_tryon_result_get_info(handle, &info));
    CHECK(info.seed == result.seed);
    CHECK(info.denoise_seconds > 0);
    CHECK(info.total_seconds >= info.denoise_seconds);
    CHECK(info.peak_memory_bytes > 0);
    require_ok(catvton_tryon_result_free(handle));
}

}  // namespace

TEST_CASE("a try-on with a mask") {
    const Fixture f;
    Pipeline pipeline = f.pipeline("tiny.safetensors", false);
    const catvton_pipeline c_pipeline = f.c_pipeline("tiny.safetensors", false);
    const catvton_tryon_options options = c_unusual_options();
    catvton_tryon_result result = 0;
    require_ok(
        catvton_pipeline_run(c_pipeline, &f.c_person, &f.c_cloth, &f.c_mask, &options, &result));
    check_result(result, pipeline.run(f.person, f.cloth, f.mask, unusual_options()));

    catvton_tryon_request request = CATVTON_TRYON_REQUEST_INIT;
    request.person = &f.c_person;
    request.cloth = &f.c_cloth;
    request.mask = &f.c_mask;
    catvton_tryon_request swapped = request;
    swapped.person = &f.c_cloth;
    swapped.cloth = &f.c_person;
    const catvton_tryon_request requests[] = {request, swapped};
    catvton_tryon_result results[2] = {};
    require_ok(catvton_pipeline_run_batch(c_pipeline, requests, 2, &options, results));
    const std::vector<TryOnRequest> cpp_requests{{f.person, f.cloth, f.mask},
                                                 {f.cloth, f.person, f.mask}};
    const auto cpp_results = pipeline.run(cpp_requests, unusual_options());
    for (std::size_t i = 0; i < 2; ++i) check_result(results[i], cpp_results[i]);

    catvton_memory_estimate estimate = CATVTON_MEMORY_ESTIMATE_INIT;
    require_ok(catvton_pipeline_estimate(c_pipeline, &options, 3, &estimate));
    const MemoryEstimate cpp_estimate = pipeline.estimate(unusual_options(), 3);
    CHECK(estimate.weights == cpp_estimate.weights);
    CHECK(estimate.activations == cpp_estimate.activations);
    CHECK(estimate.total == cpp_estimate.total);

    catvton_tryon_options defaults = CATVTON_TRYON_OPTIONS_INIT;
    defaults.width = 0;
    require_ok(catvton_pipeline_get_default_options(c_pipeline, &defaults));
    CHECK(defaults.width == pipeline.default_options().width);
    CHECK(defaults.num_inference_steps == pipeline.default_options().num_inference_steps);
    require_ok(catvton_pipeline_free(c_pipeline));
}

TEST_CASE("a mask-free try-on") {
    const Fixture f;
    Pipeline pipeline = f.pipeline("tiny_mask_free.safetensors", true);
    const catvton_pipeline c_pipeline = f.c_pipeline("tiny_mask_free.safetensors", true);
    catvton_tryon_options options = c_unusual_options();
    options.repaint = 0;
    TryOnOptions cpp_options = unusual_options();
    cpp_options.repaint = false;
    catvton_tryon_result result = 0;
    require_ok(
        catvton_pipeline_run(c_pipeline, &f.c_person, &f.c_cloth, nullptr, &options, &result));
    check_result(result, pipeline.run(f.person, f.cloth, cpp_options));
    std::int32_t mask_free = 0;
    require_ok(catvton_pipeline_get_mask_free(c_pipeline, &mask_free));
    CHECK(mask_free == 1);
    require_ok(catvton_pipeline_free(c_pipeline));
}

TEST_CASE("a try-on whose mask is found, and the masker alone") {
    const Fixture f;
    Pipeline pipeline = f.pipeline("tiny.safetensors", false);
    AutoMasker masker = f.masker();
    const catvton_pipeline c_pipeline = f.c_pipeline("tiny.safetensors", false);
    const catvton_masker c_masker = f.c_masker();

    catvton_tryon_options options = c_unusual_options();
    options.width = 64;
    TryOnOptions cpp_options = unusual_options();
    cpp_options.width = 64;
    catvton_mask_options mask_options = CATVTON_MASK_OPTIONS_INIT;
    mask_options.fit = CATVTON_FIT_TIGHT;
    mask_options.grow = 2;
    mask_options.parser_bgr = 1;
    mask_options.user_subtract = &f.c_mask;
    MaskOptions cpp_mask_options;
    cpp_mask_options.fit = MaskFit::tight;
    cpp_mask_options.grow = 2;
    cpp_mask_options.parser_bgr = true;
    cpp_mask_options.user_subtract = f.mask;
    options.geometry = CATVTON_GEOMETRY_CROP;
    cpp_options.geometry = Geometry::crop;

    const auto check_maps = [](catvton_mask_result handle, const MaskResult& maps) {
        const Image* const images[] = {&maps.mask, &maps.densepose, &maps.atr, &maps.lip};
        for (std::int32_t map = CATVTON_MAP_MASK; map <= CATVTON_MAP_LIP; ++map) {
            catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
            require_ok(catvton_mask_result_get_map(handle, map, &view));
            CHECK(equal(view, *images[map]));
        }
        catvton_mask_result_info info = CATVTON_MASK_RESULT_INFO_INIT;
        require_ok(catvton_mask_result_get_info(handle, &info));
        CHECK(info.person == maps.person);
        REQUIRE(info.people_count == int(maps.people.size()));
        for (std::int32_t i = 0; i < info.people_count; ++i) {
            catvton_person_box box = CATVTON_PERSON_BOX_INIT;
            require_ok(catvton_mask_result_get_person(handle, i, &box));
            const PersonBox& wanted = maps.people[std::size_t(i)];
            CHECK(box.score == wanted.score);
            CHECK(box.x0 == wanted.x0);
            CHECK(box.y0 == wanted.y0);
            CHECK(box.x1 == wanted.x1);
            CHECK(box.y1 == wanted.y1);
        }
        require_ok(catvton_mask_result_free(handle));
    };

    catvton_tryon_result result = 0;
    catvton_mask_result masked = 0;
    require_ok(catvton_pipeline_run_with_masker(c_pipeline, &f.c_person, &f.c_cloth, c_masker,
                                                CATVTON_CLOTH_OVERALL, &options, &mask_options,
                                                &result, &masked));
    MaskResult maps;
    check_result(result, pipeline.run(f.person, f.cloth, masker, ClothType::overall, cpp_options,
                                      cpp_mask_options, &maps));
    check_maps(masked, maps);

    require_ok(
        catvton_masker_run(c_masker, &f.c_person, CATVTON_CLOTH_LOWER, &mask_options, &masked));
    check_maps(masked, masker.mask(f.person, ClothType::lower, cpp_mask_options));
    require_ok(catvton_masker_free(c_masker));
    require_ok(catvton_pipeline_free(c_pipeline));
}

TEST_CASE("pictures: files, sizes and filters") {
    const Fixture f;
    catvton_image image = 0;
    catvton_bytes bytes = 0;
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;
    catvton_encode_options encode = CATVTON_ENCODE_OPTIONS_INIT;
    encode.format = CATVTON_FORMAT_JPEG;
    encode.quality = 60;
    require_ok(catvton_image_encode(&f.c_person, &encode, &bytes));
    require_ok(catvton_bytes_get(bytes, &data, &size));
    const auto file = encode_image(f.person, {ImageFormat::jpeg, 60});
    CHECK(std::vector<std::uint8_t>(data, data + size) == file);

    catvton_decode_options decode = CATVTON_DECODE_OPTIONS_INIT;
    decode.channels = 4;
    DecodeOptions cpp_decode;
    cpp_decode.channels = 4;
    require_ok(catvton_image_decode(data, size, &decode, &image));
    CHECK(equal_image(image, decode_image(file, cpp_decode)));
    catvton_image_info info = CATVTON_IMAGE_INFO_INIT;
    require_ok(catvton_probe_image(data, size, nullptr, &info));
    const ImageInfo cpp_info = probe_image(file);
    CHECK(info.format == CATVTON_FORMAT_JPEG);
    CHECK(info.width == cpp_info.width);
    CHECK(info.height == cpp_info.height);
    CHECK(info.channels == cpp_info.channels);
    CHECK(info.bits == cpp_info.bits);
    CHECK(info.orientation == cpp_info.orientation);
    CHECK(info.alpha == int(cpp_info.alpha));
    CHECK(info.animated == int(cpp_info.animated));
    require_ok(catvton_bytes_free(bytes));

    require_ok(catvton_image_resize(&f.c_person, 33, 57, CATVTON_RESIZE_BICUBIC, &image));
    CHECK(equal_image(image, resize(f.person, 33, 57, ResizeFilter::bicubic)));
    require_ok(catvton_image_resize_and_crop(&f.c_person, 72, 64, &image));
    CHECK(equal_image(image, resize_and_crop(f.person, 72, 64)));
    require_ok(catvton_image_resize_and_padding(&f.c_person, 72, 64, &image));
    CHECK(equal_image(image, resize_and_padding(f.person, 72, 64)));
    require_ok(catvton_image_gaussian_blur(&f.c_person, 2.5f, &image));
    CHECK(equal_image(image, gaussian_blur(f.person, 2.5f)));
    require_ok(catvton_image_to_grey(&f.c_person, &image));
    CHECK(equal_image(image, to_grey(f.person)));
    const catvton_tryon_options options = c_unusual_options();
    require_ok(catvton_fitted_person(&f.c_person, &options, &image));
    CHECK(equal_image(image, Pipeline::fitted_person(f.person, unusual_options())));
}

TEST_CASE("pictures with a stride") {
    const Fixture f;
    catvton_image_view column = f.c_person;
    column.width = 10;
    column.stride = f.person.row_bytes();
    catvton_image image = 0;
    require_ok(catvton_image_create(&column, &image));
    CHECK(equal_image(
        image, Image(ImageView{f.person.data(), 10, f.person.height(), 3, f.person.row_bytes()})));
}

TEST_CASE("masks from maps, and pictures of them") {
    const Fixture f;
    Image maps[3] = {Image(64, 96, 1), Image(64, 96, 1), Image(64, 96, 1)};
    for (int y = 20; y < 70; ++y) {
        std::fill_n(maps[0].row(y) + 10, 40, std::uint8_t(2));
        std::fill_n(maps[1].row(y) + 12, 36, std::uint8_t(4));
        std::fill_n(maps[2].row(y) + 14, 32, std::uint8_t(5));
    }
    const catvton_image_view views[3] = {view_of(maps[0]), view_of(maps[1]), view_of(maps[2])};
    catvton_mask_options options = CATVTON_MASK_OPTIONS_INIT;
    options.fit = CATVTON_FIT_LOOSE;
    options.feather = 3;
    options.user_add = &f.c_mask;
    MaskOptions cpp_options;
    cpp_options.fit = MaskFit::loose;
    cpp_options.feather = 3;
    cpp_options.user_add = f.mask;
    catvton_image image = 0;
    require_ok(catvton_assemble_mask(&views[0], &views[1], &views[2], CATVTON_CLOTH_INNER, &options,
                                     &image));
    CHECK(equal_image(
        image, AutoMasker::assemble({maps[0], maps[1], maps[2]}, ClothType::inner, cpp_options)));
    require_ok(catvton_palette_image(&views[1], &image));
    CHECK(equal_image(image, palette_image(maps[1])));
    require_ok(catvton_overlay(&f.c_person, &f.c_mask, &image));
    CHECK(equal_image(image, overlay(f.person, f.mask)));
    require_ok(catvton_masked_person(&f.c_person, &f.c_mask, &image));
    CHECK(equal_image(image, masked_person(f.person, f.mask)));
}

TEST_CASE("what a weight file holds") {
    const std::string path = (kModels / "tiny.safetensors").string();
    const WeightFileInfo wanted = inspect_weights(path);
    catvton_weights weights = 0;
    catvton_weights_info info = CATVTON_WEIGHTS_INFO_INIT;
    require_ok(catvton_weights_inspect(path.c_str(), &weights));
    require_ok(catvton_weights_get_info(weights, &info));
    CHECK(std::string(info.format) == wanted.format);
    CHECK(info.bytes == wanted.bytes);
    REQUIRE(info.tensor_count == wanted.tensors.size());
    for (std::uint64_t i = 0; i < info.tensor_count; ++i) {
        catvton_tensor_info tensor = CATVTON_TENSOR_INFO_INIT;
        require_ok(catvton_weights_get_tensor(weights, i, &tensor));
        CHECK(std::string(tensor.name) == wanted.tensors[i].name);
        CHECK(std::string(tensor.dtype) == wanted.tensors[i].dtype);
        CHECK(std::vector<std::int64_t>(tensor.shape, tensor.shape + tensor.rank) ==
              wanted.tensors[i].shape);
    }
    require_ok(catvton_weights_free(weights));
}

TEST_CASE("a device describes itself alike") {
    const Fixture f;
    const DeviceInfo wanted = f.context->device();
    catvton_device_info info = CATVTON_DEVICE_INFO_INIT;
    require_ok(catvton_context_get_device(f.c_context, &info));
    CHECK(std::string(info.name) == wanted.name);
    CHECK(std::string(info.kind) == wanted.kind);
    CHECK(std::string(info.capability) == wanted.capability);
    CHECK(info.precision == int(wanted.precision));
    CHECK(info.threads == wanted.threads);
    CHECK(info.index == wanted.index);
    catvton_memory_info memory = CATVTON_MEMORY_INFO_INIT;
    require_ok(catvton_context_get_memory(f.c_context, &memory));
    CHECK(memory.total == f.context->memory().total);
    CHECK(memory.peak >= memory.allocated);
    CHECK(memory.allocated > 0);
}
