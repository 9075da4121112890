#pragma once

#include <pybind11/pybind11.h>

#include <optional>

#include "catvton/auto_masker.hpp"
#include "image_argument.hpp"

namespace catvton::python {

/// MaskOptions that own their drawn masks.
struct OwnedMaskOptions {
    MaskOptions options;
    std::optional<ImageArgument> user_add;
    std::optional<ImageArgument> user_subtract;
};

void register_mask_options(pybind11::module_& module);

}  // namespace catvton::python
