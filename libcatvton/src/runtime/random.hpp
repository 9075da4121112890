#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace catvton::runtime {

/// A LibTorch generator of the device, seeded as torch.Generator(device).manual_seed(seed).
at::Generator make_generator(at::Device device, std::int64_t seed);

/// A seed from the system's entropy, 0..2^31-1: the range in which CPU and CUDA seeds mean the same
/// in every client.
std::int64_t random_seed();

}  // namespace catvton::runtime
