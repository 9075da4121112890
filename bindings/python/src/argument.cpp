#include "argument.hpp"

namespace py = pybind11;

namespace catvton::python {

namespace {

std::string shown(py::handle given) {
    std::string text = py::cast<std::string>(py::repr(given));
    constexpr std::size_t kLongest = 80;
    if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
    return text;
}

bool is_truth_value(py::handle given) {
    if (PyBool_Check(given.ptr())) return true;
    const auto type = py::cast<std::string>(py::type::of(given).attr("__name__"));
    return type == "bool_" || type == "bool";  // NumPy's
}

/// A float, an int, or what numbers.Real knows, which NumPy's scalars are.
bool is_real(py::handle given) {
    if (PyFloat_Check(given.ptr()) || PyLong_Check(given.ptr())) return true;
    return py::isinstance(given, py::module_::import("numbers").attr("Real"));
}

}  // namespace

void refuse_type(const char* name, const char* wanted, py::handle given) {
    const auto type = py::cast<std::string>(py::type::of(given).attr("__name__"));
    throw_type_error(std::string(name) + " must be " + wanted + ", not " + type + " (" +
                     shown(given) + ")");
}

void refuse_value(const char* name, py::handle given, const std::string& wanted) {
    throw Error(ErrorCode::invalid_argument,
                std::string(name) + " is " + shown(given) + ": must be " + wanted);
}

bool read_bool(const char* name, py::handle given) {
    if (!PyBool_Check(given.ptr())) refuse_type(name, "a bool", given);
    return given.ptr() == Py_True;
}

long long read_integer(const char* name, py::handle given, long long lowest, long long highest) {
    if (is_truth_value(given) || !PyIndex_Check(given.ptr())) refuse_type(name, "an int", given);
    const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(given.ptr()));
    if (!index) {
        PyErr_Clear();  // an array of several numbers
        refuse_type(name, "an int", given);
    }
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
    if (overflow || number < lowest || number > highest) {
        refuse_value(name, given, std::to_string(lowest) + " to " + std::to_string(highest));
    }
    return number;
}

double read_float(const char* name, py::handle given) {
    if (is_truth_value(given) || !is_real(given)) refuse_type(name, "a float", given);
    const double number = PyFloat_AsDouble(given.ptr());
    if (number == -1.0 && PyErr_Occurred()) {
        PyErr_Clear();  // an int beyond the floats
        refuse_value(name, given, "a float");
    }
    return number;
}

std::filesystem::path read_path(const char* name, py::handle given) {
    PyObject* bytes = nullptr;
    if (!PyUnicode_FSConverter(given.ptr(), &bytes)) {
        const bool is_path = PyErr_ExceptionMatches(PyExc_ValueError);
        PyErr_Clear();
        if (is_path) refuse_value(name, given, "a path without null bytes");
        refuse_type(name, "a path", given);
    }
    const auto path = py::reinterpret_steal<py::bytes>(bytes);
    return std::filesystem::path(std::string(path));
}

std::string read_text(const char* name, py::handle given, const char* wanted) {
    if (!PyUnicode_Check(given.ptr())) refuse_type(name, wanted, given);
    return py::cast<std::string>(given);
}

}  // namespace catvton::python
