#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>

namespace catvton::python {

/// The seed of a run: the given one, that of a torch.Generator, or the library's default. Needs the
/// GIL. Throws invalid_argument for both, and for a generator that has drawn numbers: its state
/// cannot be expressed as a seed.
std::int64_t choose_seed(std::optional<std::int64_t> seed, const pybind11::object& generator);

}  // namespace catvton::python
