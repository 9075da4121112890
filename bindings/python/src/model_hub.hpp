#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// Models that have names: listing, downloading and checking them.
void register_model_hub(pybind11::module_& module);

}  // namespace catvton::python
