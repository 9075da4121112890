#pragma once

#include <array>
#include <vector>

#include "masker/schp/config.hpp"
#include "nn/conv_norm.hpp"

namespace catvton::masker::schp {

/// Bilinear resize with aligned corners, as all of the parser's resizes are.
at::Tensor resize_aligned(const at::Tensor& x, std::int64_t height, std::int64_t width);

/// Pyramid pooling: averages over 1, 2, 3 and 6 squared regions join the features.
class ContextEncoding {
public:
    ContextEncoding(const nn::Scope& scope, const Config& config);
    at::Tensor operator()(const at::Tensor& features) const;

private:
    std::vector<nn::ConvNorm> stages_;
    nn::ConvNorm bottleneck_;
};

/// Edge features of the first three layers, concatenated at the first one's size.
class EdgeBranch {
public:
    EdgeBranch(const nn::Scope& scope, const Config& config);
    at::Tensor operator()(const std::array<at::Tensor, 4>& layers) const;

private:
    std::vector<nn::ConvNorm> convolutions_;
};

/// The context at layer 1's size, refined by layer 1's details.
class Decoder {
public:
    Decoder(const nn::Scope& scope, const Config& config);
    at::Tensor operator()(const at::Tensor& context, const at::Tensor& layer1) const;

private:
    nn::ConvNorm context_;
    nn::ConvNorm details_;
    nn::ConvNorm merge_;
    nn::ConvNorm refine_;
};

}  // namespace catvton::masker::schp
