#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// "name"_strict: an argument whose value is taken only as it is: no number from a text or an
/// object that has an __int__, no truth value of whatever. An int is a float, as everywhere in
/// Python.
inline pybind11::arg operator""_strict(const char* name, std::size_t) {
    return pybind11::arg(name).noconvert();
}

}  // namespace catvton::python
