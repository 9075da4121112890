#pragma once

#include <cstdint>
#include <span>

namespace catvton::image {

/// Weights of an extended box filter: pixels x-n .. x+n weigh `inner`, the two beside them `outer`,
/// in units of 2^-24.
struct BoxWeights {
    int n = 0;
    std::uint32_t inner = 0;
    std::uint32_t outer = 0;
};

/// The fractional box radius of which three passes look like a Gaussian of `radius`, in float32.
float box_radius(float radius);
BoxWeights box_weights(float box_radius);

/// Three box passes along x, three along y, each rounded to 8 bits, in place. `pixels` are packed
/// rows of `width` pixels with `channels` interleaved samples.
void blur_pixels(std::span<std::uint8_t> pixels, int width, int channels, const BoxWeights& box);

}  // namespace catvton::image
