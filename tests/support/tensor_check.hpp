#pragma once

#include <ATen/ATen.h>

#include <string>

#include "support/golden_file.hpp"

namespace catvton::test {

/// A recorded tensor in LibTorch's terms (a copy).
at::Tensor golden_tensor(const GoldenFile& file, const std::string& name);

/// Fails the running test case, naming the largest absolute and relative difference and where it
/// is, when max |got - want| > tolerance * max |want|. Shapes must be equal; NaN never passes.
void check_tensor_close(const at::Tensor& got, const at::Tensor& want, double tolerance,
                        const std::string& what = "");

/// Fails unless at least 99.9 % of the bytes differ by at most 1 and none by more than 3.
void check_image_close(const at::Tensor& got, const at::Tensor& want, const std::string& what = "");

}  // namespace catvton::test
