#pragma once

#include <pybind11/pybind11.h>

#include <optional>

#include "catvton/options.hpp"
#include "image_argument.hpp"
#include "mask_result.hpp"

namespace catvton::python {

/// TryOnResult with its pictures as arrays, and what the masker found when it was used.
struct TryOnArrays {
    explicit TryOnArrays(TryOnResult result, std::optional<MaskResult> found = {});

    PixelArray image;
    std::optional<PixelArray> mask;
    std::int64_t seed;
    StageSeconds seconds;
    std::uint64_t peak_memory_bytes;
    std::optional<MaskArrays> masked;
};

/// TryOnResult, StageSeconds, Progress and MemoryEstimate.
void register_try_on_result(pybind11::module_& module);

}  // namespace catvton::python
