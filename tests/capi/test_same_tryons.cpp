/// The C ABI and the C++ library give the same bytes: pipelines, maskers and what they say.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "capi/parity.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

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
    const Parity f;
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
    const Parity f;
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
    const Parity f;
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

TEST_CASE("what a weight file holds") {
    const std::string path = (capi_models() / "tiny.safetensors").string();
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
    const Parity f;
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
