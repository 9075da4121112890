#include "seed.hpp"

#include "argument.hpp"
#include "catvton/error.hpp"
#include "catvton/options.hpp"

namespace py = pybind11;

namespace catvton::python {

bool TorchGenerator::looks_like_one(PyObject* object) {
    const py::handle generator(object);
    return py::hasattr(generator, "initial_seed") && py::hasattr(generator, "get_state");
}

std::int64_t choose_seed(std::optional<std::int64_t> seed,
                         const std::optional<TorchGenerator>& generator) {
    if (!generator) return seed.value_or(TryOnOptions{}.seed);
    if (seed) {
        throw Error(ErrorCode::invalid_argument, "seed and generator exclude each other");
    }
    const py::object initial_seed = generator->attr("initial_seed")();
    const py::object fresh = py::type::of(*generator)(generator->attr("device"));
    fresh.attr("manual_seed")(initial_seed);
    if (!fresh.attr("get_state")().attr("equal")(generator->attr("get_state")()).cast<bool>()) {
        throw Error(ErrorCode::invalid_argument,
                    "generator has drawn numbers already: seed it again, or give seed");
    }
    return ArgumentReader<std::int64_t>::read("the seed of generator", initial_seed);
}

}  // namespace catvton::python
