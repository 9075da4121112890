#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>

namespace catvton::python {

/// A torch.Generator, known by what it can do: torch need not be imported.
class TorchGenerator : public pybind11::object {
public:
    PYBIND11_OBJECT_DEFAULT(TorchGenerator, pybind11::object, looks_like_one)
    static bool looks_like_one(PyObject* object);
};

/// The seed of a run: the given one, the generator's, or the library's default. Needs the GIL.
/// Throws invalid_argument for both, and for a generator that has drawn numbers: its state cannot
/// be expressed as a seed.
std::int64_t choose_seed(std::optional<std::int64_t> seed,
                         const std::optional<TorchGenerator>& generator);

}  // namespace catvton::python

template <>
struct pybind11::detail::handle_type_name<catvton::python::TorchGenerator> {
    static constexpr auto name = const_name("catvton._types.TorchGenerator");
};
