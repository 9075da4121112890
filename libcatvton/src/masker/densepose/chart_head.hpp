#pragma once

#include <vector>

#include "masker/densepose/box.hpp"
#include "masker/densepose/config.hpp"
#include "masker/trace.hpp"
#include "nn/conv2d.hpp"
#include "nn/conv_transpose2d.hpp"

namespace catvton::masker::densepose {

/// What the head says about one box, 112 x 112 cells.
struct Charts {
    at::Tensor coarse;  ///< (1, 2, 112, 112): background, person
    at::Tensor fine;    ///< (1, 25, 112, 112): background and 24 body parts
};

/// The DensePose head: body part logits of one box.
class ChartHead {
public:
    /// `scope` is the checkpoint's roi_heads.
    ChartHead(const nn::Scope& scope, const Config& config);
    /// features: the decoder's map at stride 4; box: in pixels of the network's input.
    Charts operator()(const at::Tensor& features, const Box& box, const Trace& trace) const;

private:
    std::vector<nn::Conv2d> convolutions_;
    nn::DoublingConvTranspose2d coarse_;
    nn::DoublingConvTranspose2d fine_;
    // The surface coordinates are computed for tests only: the masks need the parts alone.
    nn::DoublingConvTranspose2d u_;
    nn::DoublingConvTranspose2d v_;
};

}  // namespace catvton::masker::densepose
