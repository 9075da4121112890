#include "try_on_result.hpp"

#include <pybind11/stl.h>

#include <utility>

#include "enum_text.hpp"
#include "record.hpp"

namespace py = pybind11;

namespace catvton::python {

TryOnArrays::TryOnArrays(TryOnResult result, std::optional<MaskResult> found)
    : image(to_array(std::move(result.image))),
      seed(result.seed),
      seconds(result.seconds),
      peak_memory_bytes(result.peak_memory_bytes) {
    if (!result.mask.empty()) mask = to_array(std::move(result.mask));
    if (found) masked.emplace(std::move(*found));
}

void register_try_on_result(py::module_& module) {
    Record<StageSeconds>(module, "StageSeconds", "Seconds of wall time by stage.")
        .field("prepare", &StageSeconds::prepare, "Resizing and masking.")
        .field("mask", &StageSeconds::mask, "The masker, when it was used.")
        .field("encode", &StageSeconds::encode, "VAE encoder.")
        .field("denoise", &StageSeconds::denoise, "UNet and scheduler.")
        .field("decode", &StageSeconds::decode, "VAE decoder.")
        .field("total", &StageSeconds::total, "Of the call, waiting for the lock excluded.")
        .finish();
    Record<Progress>(module, "Progress", "What callback_on_step_end is told.")
        .field("stage", &Progress::stage, "What the run is doing.")
        .field("step", &Progress::step, "Finished denoising steps.")
        .field("steps", &Progress::steps, "Denoising steps in all.")
        .field("seconds", &Progress::seconds, "Since the run began to compute.")
        .finish();
    Record<MemoryEstimate>(
        module, "MemoryEstimate",
        "Bytes that a run needs beyond what the process holds before the pipeline is loaded.")
        .field("weights", &MemoryEstimate::weights, "Resident parameters.")
        .field("activations", &MemoryEstimate::activations,
               "Largest set of temporaries alive at once.")
        .field("total", &MemoryEstimate::total, "weights + activations.")
        .finish();
    py::class_<TryOnArrays>(module, "TryOnResult", "A try-on and how it was made.")
        .def_readonly("image", &TryOnArrays::image, "(height, width, 3) uint8, RGB.")
        .def_readonly("mask", &TryOnArrays::mask,
                      "(height, width) uint8, 0 or 255: what was repainted; None when mask-free.")
        .def_readonly("seed", &TryOnArrays::seed, "In use, also when -1 was asked.")
        .def_readonly("seconds", &TryOnArrays::seconds, "Wall time by stage.")
        .def_readonly("peak_memory_bytes", &TryOnArrays::peak_memory_bytes,
                      "CPU: peak resident set of the process; CUDA: allocator peak of this run.")
        .def_readonly("masked", &TryOnArrays::masked, "What the masker found, when it was used.")
        .def(
            "to_pil", [](const TryOnArrays& self) { return PilImage(self.image); },
            "The picture as a PIL image of mode RGB.");
}

}  // namespace catvton::python
