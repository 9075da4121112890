#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>

#include "catvton/error.hpp"
#include "enum_text.hpp"
#include "errors.hpp"

namespace catvton::python {

/// The name of an argument, as a template's parameter.
template <std::size_t N>
struct ArgumentName {
    consteval ArgumentName(const char (&characters)[N]) { std::copy_n(characters, N, text); }
    char text[N];
};

/// An argument whose value is taken only as it is: no number from a text or a truth value, no truth
/// value of whatever. NumPy's numbers are numbers, and an int is a float, as everywhere in Python.
/// Unlike pybind11's own conversion, a refusal names the argument, the value and what is wanted.
template <ArgumentName kName, class T>
struct Argument {
    T value{};
};

/// "num_inference_steps must be an int, not bool (True)", as ArgumentTypeError.
[[noreturn]] void refuse_type(const char* name, const char* wanted, pybind11::handle given);
/// "seed is 2: must be ...", as InvalidArgumentError.
[[noreturn]] void refuse_value(const char* name, pybind11::handle given, const std::string& wanted);

bool read_bool(const char* name, pybind11::handle given);
/// An integer in [lowest, highest].
long long read_integer(const char* name, pybind11::handle given, long long lowest,
                       long long highest);
double read_float(const char* name, pybind11::handle given);
/// A str, bytes, or what os.fspath takes.
std::filesystem::path read_path(const char* name, pybind11::handle given);
/// A str; `wanted` describes it.
std::string read_text(const char* name, pybind11::handle given, const char* wanted);

template <class T>
struct ArgumentReader;

template <>
struct ArgumentReader<bool> {
    static bool read(const char* name, pybind11::handle given) { return read_bool(name, given); }
};

template <std::signed_integral T>
struct ArgumentReader<T> {
    static T read(const char* name, pybind11::handle given) {
        using Limits = std::numeric_limits<T>;
        return static_cast<T>(read_integer(name, given, Limits::min(), Limits::max()));
    }
};

template <>
struct ArgumentReader<double> {
    static double read(const char* name, pybind11::handle given) { return read_float(name, given); }
};

template <>
struct ArgumentReader<std::string> {
    static std::string read(const char* name, pybind11::handle given) {
        return read_text(name, given, "a str");
    }
};

template <>
struct ArgumentReader<std::filesystem::path> {
    static std::filesystem::path read(const char* name, pybind11::handle given) {
        return read_path(name, given);
    }
};

template <class T>
requires std::is_enum_v<T>
struct ArgumentReader<T> {
    static T read(const char* name, pybind11::handle given) {
        const std::string all = "one of " + enum_choices<T>();
        const std::optional<T> found = find_enum<T>(read_text(name, given, all.c_str()));
        if (!found) refuse_value(name, given, all);
        return *found;
    }
};

template <class T>
struct ArgumentReader<std::optional<T>> {
    static std::optional<T> read(const char* name, pybind11::handle given) {
        if (given.is_none()) return std::nullopt;
        return ArgumentReader<T>::read(name, given);
    }
};

}  // namespace catvton::python

namespace pybind11::detail {

/// How a signature names the type: as what is taken, not as what pybind11 would convert.
template <class T>
struct argument_type {
    static constexpr auto name = make_caster<T>::name;
};
template <std::signed_integral T>
struct argument_type<T> {
    static constexpr auto name = const_name("int");
};
template <>
struct argument_type<double> {
    static constexpr auto name = const_name("float");
};
template <>
struct argument_type<std::filesystem::path> {
    static constexpr auto name = const_name("catvton._types.FilePath");
};
template <class T>
struct argument_type<std::optional<T>> {
    static constexpr auto name = argument_type<T>::name + const_name(" | None");
};

template <catvton::python::ArgumentName kName, class T>
struct type_caster<catvton::python::Argument<kName, T>> {
    using Read = catvton::python::Argument<kName, T>;
    PYBIND11_TYPE_CASTER(Read, argument_type<T>::name);
    bool load(handle source, bool) {
        value.value = catvton::python::ArgumentReader<T>::read(kName.text, source);
        return true;
    }
};

}  // namespace pybind11::detail
