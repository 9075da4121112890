#pragma once

#include <pybind11/pybind11.h>

#include "catvton/auto_masker.hpp"
#include "pretrained.hpp"

namespace catvton::python {

using BoundAutoMasker = Owner<AutoMasker>;

void register_auto_masker(pybind11::module_& module);

}  // namespace catvton::python
