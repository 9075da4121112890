#include "catvton/pipeline.hpp"

#include <pybind11/stl.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "argument.hpp"
#include "auto_masker.hpp"
#include "mask_options.hpp"
#include "pipeline.hpp"
#include "released_gil.hpp"
#include "run_keywords.hpp"
#include "try_on_result.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

using Request = std::tuple<ImageArgument, ImageArgument, std::optional<ImageArgument>>;

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::invalid_argument, message);
}

/// The combinations that the overloads of Pipeline::run rule out in C++.
void check_mask_source(bool mask, bool masker, bool cloth_type, bool mask_options) {
    if (mask && masker) refuse("mask and masker exclude each other");
    if (masker && !cloth_type) refuse("masker needs cloth_type: what kind of garment it is");
    if (!masker && cloth_type) refuse("cloth_type is for a masker: give masker too");
    if (!masker && mask_options) refuse("mask_options are for a masker: give masker too");
}

TryOnArrays run(BoundPipeline& self, ImageArgument& person, ImageArgument& cloth,
                std::optional<ImageArgument>& mask,
                const std::optional<std::shared_ptr<BoundAutoMasker>>& masker,
                Argument<"cloth_type", std::optional<ClothType>> cloth_type,
                const std::optional<OwnedMaskOptions>& mask_options, RunKeywords& keywords) {
    check_mask_source(mask.has_value(), masker.has_value(), cloth_type.value.has_value(),
                      mask_options.has_value());
    const ImageView person_view = person.view("person");
    const ImageView cloth_view = cloth.view("cloth");
    const ImageView mask_view = mask ? mask->view("mask") : ImageView{};
    const TryOnOptions& options = keywords.options;
    RunHooks hooks(keywords.options, keywords.step_end, keywords.preview, keywords.progress_bar);
    std::optional<MaskResult> found;
    TryOnResult result = hooks.run([&] {
        if (!masker) return self->run(person_view, cloth_view, mask_view, options);
        const std::shared_ptr<AutoMasker> open = (*masker)->open();
        return self->run(person_view, cloth_view, *open, *cloth_type.value, options,
                         mask_options ? mask_options->options : MaskOptions{}, &found.emplace());
    });
    return TryOnArrays(std::move(result), std::move(found));
}

std::vector<TryOnArrays> run_batch(BoundPipeline& self, std::vector<Request>& requests,
                                   RunKeywords& keywords) {
    std::vector<TryOnRequest> views;
    for (auto& [person, cloth, mask] : requests) {
        views.push_back(
            {person.view("person"), cloth.view("cloth"), mask ? mask->view("mask") : ImageView{}});
    }
    RunHooks hooks(keywords.options, keywords.step_end, keywords.preview, keywords.progress_bar);
    std::vector<TryOnResult> results =
        hooks.run([&] { return self->run(views, keywords.options); });
    std::vector<TryOnArrays> arrays;
    for (TryOnResult& result : results) arrays.emplace_back(std::move(result));
    return arrays;
}

MemoryEstimate estimate(BoundPipeline& self, Argument<"height", std::optional<int>> height,
                        Argument<"width", std::optional<int>> width,
                        Argument<"guidance_scale", double> guidance_scale,
                        Argument<"batch", int> batch) {
    TryOnOptions options = self->default_options();
    options.height = height.value.value_or(options.height);
    options.width = width.value.value_or(options.width);
    options.guidance_scale = guidance_scale.value;
    const ReleasedGil released;
    return self->estimate(options, batch.value);
}

constexpr const char* kRunDoc =
    "Makes one try-on.\n\n"
    "With `mask`, or with `masker` and `cloth_type`, or with neither for a mask-free model.\n"
    "Pictures are (height, width, 3) uint8 RGB, grey or RGBA (alpha dropped), or PIL images of\n"
    "mode L, RGB or RGBA; sides 1..16384; they must not change during the call. EXIF orientation\n"
    "of a PIL image is not applied: see load_image. The GIL is released meanwhile.\n\n"
    "Args:\n"
    "    person: Photo of the person.\n"
    "    cloth: Photo of the garment.\n"
    "    mask: White where the garment goes, of the person's size: bytes >= 128 after the blur\n"
    "        are repainted.\n"
    "    masker: Finds the mask on the person at the size of the network.\n"
    "    cloth_type: With masker: kind of the garment.\n"
    "    mask_options: With masker: how the mask is made.\n";

constexpr const char* kRunReturnsDoc =
    "Returns:\n"
    "    The picture, (height, width, 3) uint8 RGB, and how it was made.\n";

constexpr const char* kRunBatchDoc =
    "Makes several try-ons in one batch: one seed, one draw for the whole batch.\n\n"
    "Pictures are those of run. The GIL is released meanwhile.\n\n"
    "Args:\n"
    "    requests: 1..64 of (person, cloth, mask); mask is None for a mask-free model.\n";

constexpr const char* kRunBatchReturnsDoc =
    "Returns:\n"
    "    One result for each request, in their order; seconds and peak memory are the batch's.\n";

constexpr const char* kEstimateDoc =
    "Bytes that a run needs, before running.\n\n"
    "Args:\n"
    "    height: Pixels of the result; None takes the model's.\n"
    "    width: The same.\n"
    "    guidance_scale: Above 1 the UNet works on twice the batch.\n"
    "    batch: Requests computed together, 1..64.\n"
    "\n"
    "Returns:\n"
    "    The bytes, of the weights and of what the run computes with.\n"
    "\n"
    "Raises:\n"
    "    InvalidArgumentError: An argument is out of range.";

void def_properties(OwnerClass<Pipeline>& bound) {
    const auto own = [&bound](const char* name, int TryOnOptions::*member, const char* doc) {
        bound.def_property_readonly(
            name, [member](BoundPipeline& self) { return self->default_options().*member; }, doc);
    };
    own("height", &TryOnOptions::height, "Pixels of a result when none are asked for.");
    own("width", &TryOnOptions::width, "Pixels of a result when none are asked for.");
    own("num_inference_steps", &TryOnOptions::num_inference_steps,
        "Steps of a run when none are asked for.");
    bound.def_property_readonly(
        "mask_free", [](BoundPipeline& self) { return self->mask_free(); },
        "The model takes no mask.");
}

}  // namespace

void register_pipeline(py::module_& module) {
    OwnerClass<Pipeline> bound(
        module, "Pipeline",
        "Person + cloth + mask -> the person wearing the cloth.\n\n"
        "May be called from any thread; calls on one GpuContext run one at a time under its\n"
        "inference lock. A run that raises leaves the pipeline and the context usable.");
    def_from_pretrained<Pipeline>(bound, "Loads a model.");
    def_properties(bound);
    def_run<ImageArgument, ImageArgument, std::optional<ImageArgument>,
            std::optional<std::shared_ptr<BoundAutoMasker>>,
            Argument<"cloth_type", std::optional<ClothType>>, std::optional<OwnedMaskOptions>>(
        bound, "run", &run, kRunDoc, kRunReturnsDoc, "person"_a, "cloth"_a, py::kw_only(),
        "mask"_a = py::none(), "masker"_a = py::none(), "cloth_type"_a = py::none(),
        "mask_options"_a = py::none());
    def_run<std::vector<Request>>(bound, "run_batch", &run_batch, kRunBatchDoc, kRunBatchReturnsDoc,
                                  "requests"_a, py::kw_only());
    bound.def("estimate", &estimate, py::kw_only(), "height"_a = py::none(), "width"_a = py::none(),
              "guidance_scale"_a = TryOnOptions{}.guidance_scale, "batch"_a = 1, kEstimateDoc);
}

}  // namespace catvton::python
