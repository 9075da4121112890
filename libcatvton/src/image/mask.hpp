#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "catvton/image.hpp"
#include "image/convert.hpp"

namespace catvton::image {

/// Grey values from 128 on become 255, the others 0: the network's threshold.
Image binarise(const ImageView& grey);
/// Every value above 0 becomes 255: how a mask drawn by hand is read.
Image binarise_drawn(const ImageView& grey);
/// All pixels are equal: a drawn mask without a stroke, which counts as absent.
bool is_constant(const ImageView& grey);

/// Radius of the blur that softens the seam of `repaint`: height / 50, made odd.
int repaint_radius(int height) noexcept;
/// person * (1 - m) + result * m with m the blurred mask / 255, in double and cut to 8 bits. All
/// three are of one size; the pictures are RGB, the mask is grey.
Image repaint(const ImageView& person, const ImageView& mask, const ImageView& result);
/// The same without the blur; the order of the two summands differs and decides the last bit.
Image repaint_result(const ImageView& person, const ImageView& mask, const ImageView& result);

/// The person with the pixels under the mask (above 127) black: what a user is shown as a preview.
Image masked_person(const ImageView& person, const ImageView& mask);

/// Source index of each latent position: min((int)(i * scale), in - 1) in float32, as
/// torch.nn.functional.interpolate's nearest; not the rule of `resize`.
std::vector<int> latent_indices(int in, int out);
/// A grey picture at the latents' size by latent_indices.
Image latent_mask(const ImageView& grey, int width, int height);

/// Pixels to the network: v / 127.5 - 1 in float32.
void to_network(std::span<const std::uint8_t> pixels, std::span<float> out);
/// Pixels as the evaluation's loader makes them: 2 * (v / 255) - 1, another last bit for many v.
void to_network_evaluation(std::span<const std::uint8_t> pixels, std::span<float> out);
/// Grey values to the network: 0 below one half (127), else 1.
void mask_to_network(std::span<const std::uint8_t> grey, std::span<float> out);
/// Decoder output to pixels: x / 2 + 0.5, clamped, times 255, rounded half to even. No NaN.
void from_network(std::span<const float> values, std::span<std::uint8_t> out);

}  // namespace catvton::image
