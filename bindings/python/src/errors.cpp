#include "errors.hpp"

#include <string>

#include "catvton/error.hpp"

namespace py = pybind11;

namespace catvton::python {

namespace {

// Never freed: an exception may be translated while the interpreter shuts down.
PyObject* classes[std::tuple_size_v<std::decay_t<decltype(error_table())>>];
PyObject* type_error;

PyObject* make_class(py::module_& module, const char* name, const char* doc,
                     const py::object& bases) {
    const std::string qualified = py::cast<std::string>(module.attr("__name__")) + "." + name;
    PyObject* const made = PyErr_NewExceptionWithDoc(qualified.c_str(), doc, bases.ptr(), nullptr);
    if (!made) throw py::error_already_set();
    module.attr(name) = py::handle(made);
    return made;
}

/// An argument out of range is a ValueError to Python's own habits, missing memory a MemoryError.
py::object bases_of(ErrorCode code, const py::object& base) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return py::make_tuple(base, py::handle(PyExc_ValueError));
        case ErrorCode::out_of_memory:
            return py::make_tuple(base, py::handle(PyExc_MemoryError));
        default:
            return base;
    }
}

void translate(std::exception_ptr pointer) {
    try {
        if (pointer) std::rethrow_exception(pointer);
    } catch (const Error& error) {
        for (std::size_t i = 0; i < error_table().size(); ++i) {
            if (error_table()[i].code == error_info(error.code()).code) {
                PyErr_SetString(classes[i], error.what());
            }
        }
    }
}

}  // namespace

void register_errors(py::module_& module) {
    const auto base = py::reinterpret_steal<py::object>(
        make_class(module, "Error",
                   "Base of the library's errors. The message says what was wrong, with which "
                   "value, and what to do.\n\n"
                   "Attributes:\n"
                   "    code: Name of the error, the same in every interface.\n"
                   "    retryable: The same call may succeed later.",
                   py::handle(PyExc_RuntimeError).cast<py::object>()));
    base.attr("code") = py::str("");
    base.attr("retryable") = false;
    for (std::size_t i = 0; i < error_table().size(); ++i) {
        const ErrorInfo& row = error_table()[i];
        const std::string name(row.python_exception);
        const std::string doc = "Error '" + std::string(row.name) + "'.";
        classes[i] = make_class(module, name.c_str(), doc.c_str(), bases_of(row.code, base));
        py::setattr(classes[i], "code", py::str(std::string(row.name)));
        py::setattr(classes[i], "retryable", py::bool_(row.retryable));
    }
    const py::object invalid_argument = module.attr("InvalidArgumentError");
    type_error = make_class(module, "ArgumentTypeError",
                            "An InvalidArgumentError: a value of another type, dtype or mode.",
                            py::make_tuple(invalid_argument, py::handle(PyExc_TypeError)));
    py::register_exception_translator(&translate);
}

void throw_type_error(const std::string& message) {
    PyErr_SetString(type_error, message.c_str());
    throw py::error_already_set();
}

}  // namespace catvton::python
