#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace catvton::python {

/// One exception class for each row of error_table(), below catvton.Error, and their translation.
void register_errors(pybind11::module_& module);

/// Throws catvton.ArgumentTypeError, which is an InvalidArgumentError and a TypeError. Needs the
/// GIL.
[[noreturn]] void throw_type_error(const std::string& message);

}  // namespace catvton::python
