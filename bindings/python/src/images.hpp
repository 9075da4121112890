#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// Reading and writing pictures.
void register_images(pybind11::module_& module);

}  // namespace catvton::python
