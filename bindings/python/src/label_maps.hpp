#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// Reading, writing and showing label maps and masks.
void register_label_maps(pybind11::module_& module);

}  // namespace catvton::python
