#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <vector>

#include "catvton/auto_masker.hpp"
#include "image_argument.hpp"

namespace catvton::python {

/// MaskResult with its pictures as arrays.
struct MaskArrays {
    explicit MaskArrays(MaskResult result);

    PixelArray mask, densepose, atr, lip;
    std::vector<PersonBox> people;
    std::optional<int> person;
    bool from_cache;
    MaskSeconds seconds;
};

/// MaskResult, PersonBox and MaskSeconds.
void register_mask_result(pybind11::module_& module);

}  // namespace catvton::python
