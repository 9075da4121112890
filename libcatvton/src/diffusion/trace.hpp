#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>

namespace catvton::diffusion {

/// Sees the output of each module under the name that diffusers gives the module; empty: nothing is
/// observed. The tensor may be overwritten after the call: clone what is kept.
using Trace = std::function<void(const std::string& module, const at::Tensor& output)>;

inline at::Tensor observed(const Trace& trace, const std::string& module, at::Tensor output) {
    if (trace) trace(module, output);
    return output;
}

}  // namespace catvton::diffusion
