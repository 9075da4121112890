#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// set_log_sink.
void register_log(pybind11::module_& module);

}  // namespace catvton::python
