#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// Pipeline; its results and options must be registered before.
void register_pipeline(pybind11::module_& module);

}  // namespace catvton::python
