#include "catvton/log.hpp"

#include <pybind11/functional.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "argument.hpp"
#include "enum_text.hpp"
#include "log.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

using PythonSink = py::typing::Callable<py::none(LogLevel, std::string)>;

/// The library drops a replaced sink in whatever thread replaces it, without the GIL.
std::shared_ptr<py::function> share(const py::function& function) {
    return {new py::function(function), [](py::function* owned) {
                const py::gil_scoped_acquire gil;
                delete owned;
            }};
}

LogSink to_sink(const std::optional<PythonSink>& function) {
    if (!function) return {};
    return [sink = share(*function)](LogLevel level, std::string_view message) {
        const py::gil_scoped_acquire gil;
        try {
            // The library hands on names of files, which need not be UTF-8.
            const auto text = py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(
                message.data(), static_cast<py::ssize_t>(message.size()), "replace"));
            (*sink)(level, text);
        } catch (py::error_already_set& error) {
            error.discard_as_unraisable("catvton's log sink");
        }
    };
}

}  // namespace

void register_log(py::module_& module) {
    module.def(
        "set_log_sink",
        [](const std::optional<PythonSink>& sink, Argument<"minimum", LogLevel> minimum) {
            LogSink next = to_sink(sink);
            // A thread that logs holds the library's log mutex while it waits for the GIL.
            const py::gil_scoped_release release;
            set_log_sink(std::move(next), minimum.value);
        },
        "sink"_a, py::kw_only(), "minimum"_a = LogLevel::info,
        "Replaces the process-wide receiver of log messages; None silences the library.\n\n"
        "Args:\n"
        "    sink: Called from the thread that logs, one message at a time; must not call the\n"
        "        library.\n"
        "    minimum: Lowest level that is handed on.");
}

}  // namespace catvton::python
