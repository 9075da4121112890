#pragma once

#include <string>
#include <vector>

#include "weights/state_dict.hpp"

namespace catvton::test {

/// Path of a committed file in tests/data/weights.
std::string seed_path(const std::string& name);
std::string read_seed(const std::string& name);
/// All committed weight files, by name.
std::vector<std::string> seed_names();

/// The elements of a tensor of any dtype.
std::vector<double> values_of(const weights::TensorEntry& entry);
/// Checks that `state` has this tensor: dtype by safetensors' name, shape, values.
void check_tensor(const weights::StateDict& state, const std::string& name,
                  const std::string& dtype, const std::vector<std::int64_t>& shape,
                  const std::vector<double>& values);
/// start, start + 1, ...
std::vector<double> ramp(std::size_t count, double start = 0);

}  // namespace catvton::test
