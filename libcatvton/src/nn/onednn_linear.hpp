#pragma once

#include <ATen/ATen.h>

#include <optional>

#include "nn/activation.hpp"

namespace catvton::nn {

/// A CPU product with a matrix that oneDNN has brought into its blocked layout once: 1.2 to 1.4
/// times the rate of at::linear on one AVX-512 core.
class OnednnLinear {
public:
    /// weight: [out, in]. Nothing when this LibTorch has no oneDNN, or none for tensors like
    /// `weight`.
    static std::optional<OnednnLinear> make(const at::Tensor& weight);
    /// x: [..., in]. The activation of the product plus `bias`, [out], and `added`, [..., out],
    /// which may be undefined. Several threads may call it at once.
    at::Tensor operator()(const at::Tensor& x, const at::Tensor& bias = {},
                          Activation activation = Activation::none,
                          const at::Tensor& added = {}) const;

    std::int64_t in_features() const noexcept { return in_; }
    std::int64_t out_features() const noexcept { return out_; }

private:
    OnednnLinear(at::Tensor packed, const at::Tensor& weight)
        : weight_(std::move(packed)), in_(weight.size(1)), out_(weight.size(0)) {}

    at::Tensor weight_;  ///< opaque to all operators but oneDNN's
    std::int64_t in_, out_;
};

}  // namespace catvton::nn
