#pragma once

#include "catvton/image.hpp"
#include "masker/schp/network.hpp"
#include "masker/schp/placement.hpp"

namespace catvton::masker::schp {

/// Logits in the photo's geometry, computed pixel by pixel: at full size they would take gigabytes.
class LogitSampler {
public:
    /// logits: (1, classes, h, w), enlarged to the square input first.
    LogitSampler(const at::Tensor& logits, const Placement& placement, int input_size, int width,
                 int height);
    int classes() const noexcept { return classes_; }
    /// Writes the logits of photo pixel (x, y), as OpenCV's warpAffine of floats gives them; 0
    /// where the input does not reach.
    void sample(int x, int y, float* out) const;

private:
    at::Tensor pixels_;  ///< (S, S, classes) on the CPU
    WarpMap map_;
    int size_;
    int classes_;
};

/// Photo -> label map.
class Parser {
public:
    /// Throws corrupt_weights listing the tensors that do not fit.
    Parser(const weights::StateDict& file, const Config& config, at::Device device);
    /// rgb: three channels. `bgr` feeds the network the other channel order.
    Image parse(const ImageView& rgb, bool bgr = false, const Trace& trace = {}) const;

private:
    at::Tensor input_of(const Image& warped) const;

    Config config_;
    at::Device device_;
    Network network_;
};

}  // namespace catvton::masker::schp
