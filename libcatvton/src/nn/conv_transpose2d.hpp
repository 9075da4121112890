#pragma once

#include <ATen/ATen.h>

#include "nn/parameters.hpp"

namespace catvton::nn {

/// torch.nn.ConvTranspose2d with kernel 4, stride 2 and padding 1: doubles both sides.
class DoublingConvTranspose2d {
public:
    DoublingConvTranspose2d(const Scope& scope, std::int64_t in_channels, std::int64_t out_channels)
        : weight_(scope.take("weight", {in_channels, out_channels, 4, 4})),
          bias_(scope.take("bias", {out_channels})) {}
    at::Tensor operator()(const at::Tensor& x) const {
        return at::conv_transpose2d(x, weight_, bias_, {2, 2}, {1, 1});
    }

private:
    at::Tensor weight_;
    at::Tensor bias_;
};

}  // namespace catvton::nn
