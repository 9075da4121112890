#pragma once

#include <cstdint>

/// The transforms of Winograd's minimal filtering F(m x m, 3 x 3) for m = 2 and 4 (Lavin and Gray,
/// "Fast Algorithms for Convolutional Neural Networks", 2015): m x m results of a 3x3 convolution
/// come from (m + 2)^2 products for each pair of channels instead of 9 m^2. Channels are innermost,
/// as in a channels-last map, and are transformed together; their number must be a multiple of
/// kChannelStep.
namespace catvton::nn::winograd {

constexpr std::int64_t input_edge(std::int64_t output_edge) { return output_edge + 2; }
constexpr std::int64_t points(std::int64_t output_edge) {
    return input_edge(output_edge) * input_edge(output_edge);
}

/// Row `y` of the points of kernels. `taps`: nine runs of `count` floats, a multiple of
/// kChannelStep, one for each weight of a kernel, row by row; `points`: input_edge such runs.
void transform_kernel_row(std::int64_t output_edge, std::int64_t y, const float* taps,
                          std::int64_t count, std::int64_t stride, float* points);

/// A tile of the input into its points. `pixels`: input_edge^2 pointers to `channels` floats, row
/// by row. The points lie `stride` floats apart.
void transform_input(std::int64_t output_edge, const float* const* pixels, std::int64_t channels,
                     float* points, std::int64_t stride);

/// What happens to a result on its way out.
struct OutputSteps {
    const float* bias;          ///< for each channel
    const float* const* added;  ///< output_edge^2 pointers to pixels, or none
    float negative_slope;       ///< 0 to 1, multiplies what is below zero in the end
};

/// The sums of products over the input's channels into a tile of the result. `points`: one pointer
/// for each point; `pixels`: output_edge^2 pointers, row by row, which may be those of `added`.
void transform_output(std::int64_t output_edge, const float* const* points,
                      const OutputSteps& steps, std::int64_t channels, float* const* pixels);

/// By how much larger than a kernel's weights the elements of its point `p` are.
float kernel_magnitude(std::int64_t output_edge, std::int64_t p);

/// The matrix [input_edge, 3] that turns a column of a kernel's weights into points, row by row.
const double* kernel_matrix(std::int64_t output_edge);

}  // namespace catvton::nn::winograd
