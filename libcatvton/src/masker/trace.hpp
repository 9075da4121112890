#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>

namespace catvton::masker {

/// Sees intermediate values by name, for tests; empty: nothing is observed. The tensor may be
/// overwritten after the call: clone what is kept.
using Trace = std::function<void(const std::string& name, const at::Tensor& value)>;

inline at::Tensor observed(const Trace& trace, const std::string& name, at::Tensor value) {
    if (trace) trace(name, value);
    return value;
}

}  // namespace catvton::masker
