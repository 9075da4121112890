#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Formula weights: parameters that follow from their names, so that a test needs no checkpoint.
/// For element i of the parameter `name`: x = fmix32(crc32(salt + ":" + name) + i * 0x9E3779B1),
/// u = (x >> 8) * 2^-24 in [0, 1). All arithmetic is in 32-bit integers and float32.
namespace catvton::test {

/// u of the elements 0..count-1.
std::vector<float> formula_unit(std::string_view name, std::size_t count,
                                std::string_view salt = "");

/// The parameter in row-major order: u scaled by what the name and the shape say (weight, bias,
/// norm scale, running statistics). All zero for "...num_batches_tracked".
std::vector<float> formula_values(std::string_view name, const std::vector<std::int64_t>& shape,
                                  std::string_view salt = "");

/// Roughly normal test input: the sum of four uniforms, variance 1.
std::vector<float> formula_noise(const std::string& name, const std::vector<std::int64_t>& shape,
                                 std::string_view salt = "");

}  // namespace catvton::test
