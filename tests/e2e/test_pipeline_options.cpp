#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "support/error_check.hpp"
#include "support/golden_file.hpp"
#include "support/tiny_pipeline.hpp"
#include "unit/masker/small_masker.hpp"

using namespace catvton;
using test::check_error;
using test::RecordedRequest;

namespace {

int largest_difference(const Image& a, const std::uint8_t* b) {
    int largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(int(a.data()[i]) - int(b[i])));
    return largest;
}

}  // namespace

TEST_CASE("a recorded run through the public classes") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    CHECK_FALSE(pipeline.mask_free());
    const RecordedRequest request = RecordedRequest::load("pipeline_resize_tall");
    const TryOnResult result = request.run(pipeline);
    CHECK(largest_difference(result.image, request.result.data()) <= 1);
    CHECK(result.seed == request.options.seed);
    CHECK((result.mask.width() == result.image.width() && result.mask.channels() == 1));
    CHECK(std::all_of(result.mask.data(), result.mask.data() + result.mask.size(),
                      [](std::uint8_t v) { return v == 0 || v == 255; }));
    CHECK(result.seconds.denoise > 0);
    CHECK(result.seconds.total >=
          result.seconds.encode + result.seconds.denoise + result.seconds.decode);
    CHECK(result.peak_memory_bytes > 0);
}

TEST_CASE("a batch is the recorded batch") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    const auto golden = test::GoldenFile::open("diffusion/pipeline_batch.safetensors");
    const auto entry = [&](const char* name, int index, int channels) {
        const auto bytes = golden.tensor(name).bytes;
        const std::size_t size = bytes.size() / 2;
        return ImageView{
            reinterpret_cast<const std::uint8_t*>(bytes.data()) + size * std::size_t(index), 64, 96,
            channels, 0};
    };
    std::vector<TryOnRequest> requests;
    for (int i = 0; i < 2; ++i) {
        requests.push_back(
            {entry("person_u8", i, 3), entry("garment_u8", i, 3), entry("mask_u8", i, 1)});
    }
    const RecordedRequest single = RecordedRequest::load("pipeline_1step");
    TryOnOptions options = single.options;
    options.num_inference_steps = 3;
    options.guidance_scale = 2.5;
    options.seed = 3;
    const std::vector<TryOnResult> results = pipeline.run(requests, options);
    REQUIRE(results.size() == 2);
    for (int i = 0; i < 2; ++i) {
        CHECK(largest_difference(results[std::size_t(i)].image, entry("image_u8", i, 3).data) <= 1);
    }
    check_error(ErrorCode::invalid_argument, "0 requests",
                [&] { pipeline.run(std::span<const TryOnRequest>(), options); });
}

TEST_CASE("mask-free: no mask is taken, and none is given back") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context(), true);
    CHECK(pipeline.mask_free());
    const RecordedRequest request = RecordedRequest::load("pipeline_mask_free_4step");
    const TryOnResult result = pipeline.run(request.person, request.cloth, request.options);
    CHECK(largest_difference(result.image, request.result.data()) <= 1);
    CHECK(result.mask.empty());
    check_error(ErrorCode::invalid_argument, "mask-free", [&] {
        pipeline.run(request.person, request.cloth, to_grey(request.person), request.options);
    });
}

TEST_CASE("a mask model wants a mask of the person's size") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    const RecordedRequest request = RecordedRequest::load("pipeline_1step");
    check_error(ErrorCode::invalid_argument, "needs a mask",
                [&] { pipeline.run(request.person, request.cloth, request.options); });
    check_error(ErrorCode::invalid_argument, "mask is 5x5", [&] {
        pipeline.run(request.person, request.cloth, Image(5, 5, 1), request.options);
    });
    check_error(ErrorCode::invalid_argument, "context is null",
                [&] { Pipeline(nullptr, ModelOptions{}); });
}

TEST_CASE("a drawn seed is reported and repeats the picture") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    RecordedRequest request = RecordedRequest::load("pipeline_1step");
    request.options.seed = -1;
    const TryOnResult first = request.run(pipeline);
    CHECK(first.seed >= 0);
    request.options.seed = first.seed;
    CHECK((request.run(pipeline).image == first.image));
}

TEST_CASE("padding geometry: the result has the person's shape; repaint keeps what is not masked") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    RecordedRequest request = RecordedRequest::load("pipeline_1step");
    request.options.geometry = Geometry::pad;
    request.options.width = 128;
    const TryOnResult padded = request.run(pipeline);
    CHECK((padded.image.width() == 64 && padded.image.height() == 96));
    CHECK((padded.mask.width() == 64 && padded.mask.height() == 96));

    request.options.repaint = true;
    request.mask = Image(64, 96, 1);  // nothing is repainted
    const TryOnResult kept = request.run(pipeline);
    CHECK(largest_difference(kept.image, request.person.data()) <= 1);
}

TEST_CASE("previews come every n steps at the size of the result") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    RecordedRequest request = RecordedRequest::load("pipeline_10step");
    const Image want = request.run(pipeline).image;
    std::vector<int> steps;
    request.options.preview_every = 4;
    request.options.preview = [&](const Image& image, int step) {
        steps.push_back(step);
        CHECK((image.width() == request.options.width && image.channels() == 3));
    };
    CHECK((request.run(pipeline).image == want));
    CHECK(steps == std::vector<int>{4, 8});
}

TEST_CASE("the memory estimate grows with what is asked") {
    const Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    TryOnOptions small;
    small.width = small.height = 256;
    const MemoryEstimate estimate = pipeline.estimate(small);
    CHECK(estimate.weights > 1 << 20);
    CHECK(estimate.total == estimate.weights + estimate.activations);
    CHECK(pipeline.estimate(TryOnOptions{}).activations > estimate.activations);
    CHECK(pipeline.estimate(small, 4).activations > estimate.activations);
}

TEST_CASE("the mask is found in the photo when a masker is given") {
    const auto context = test::cpu_context();
    Pipeline pipeline = test::tiny_pipeline(context);
    const test::SmallMaskerFolder weights;
    ModelOptions options;
    options.resume_path = weights.path().string();
    AutoMasker masker(context, options);
    RecordedRequest request = RecordedRequest::load("pipeline_resize_tall");
    request.options.num_inference_steps = 1;
    std::vector<Stage> stages;
    request.options.progress = [&](const Progress& progress) {
        stages.push_back(progress.stage);
        return ProgressAction::keep_going;
    };
    MaskResult masked;
    const TryOnResult result = pipeline.run(request.person, request.cloth, masker, ClothType::upper,
                                            request.options, {}, &masked);
    CHECK((stages.front() == Stage::mask));
    CHECK((masked.mask.width() == request.options.width &&
           masked.mask.height() == request.options.height));
    CHECK(result.seconds.mask > 0);
    // The same as handing over the mask of the fitted photo.
    const Image fitted = Pipeline::fitted_person(request.person, request.options);
    request.options.progress = {};
    CHECK(
        (pipeline.run(fitted, request.cloth, masked.mask, request.options).image == result.image));

    request.options.cancellation.cancel();
    check_error(ErrorCode::cancelled, "cancelled", [&] {
        pipeline.run(request.person, request.cloth, masker, ClothType::lower, request.options);
    });
}
