#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// One exception class for each row of error_table(), below catvton.Error, and their translation.
void register_errors(pybind11::module_& module);

}  // namespace catvton::python
