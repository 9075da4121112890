#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// inspect_weights and convert_model.
void register_models(pybind11::module_& module);

}  // namespace catvton::python
