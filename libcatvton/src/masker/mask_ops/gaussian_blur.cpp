#include "masker/mask_ops/gaussian_blur.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace catvton::masker {

namespace {

constexpr int kScale = 256;

/// OpenCV keeps binomial-like tables for the smallest kernels.
const std::vector<double>* tabulated(int size) {
    static const std::vector<double> one{1.0}, three{0.25, 0.5, 0.25},
        five{0.0625, 0.25, 0.375, 0.25, 0.0625},
        seven{0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125},
        nine{4 / 256.,  13 / 256., 30 / 256., 51 / 256., 60 / 256.,
             51 / 256., 30 / 256., 13 / 256., 4 / 256.};
    switch (size) {
        case 1:
            return &one;
        case 3:
            return &three;
        case 5:
            return &five;
        case 7:
            return &seven;
        case 9:
            return &nine;
        default:
            return nullptr;
    }
}

std::vector<double> gaussian(int size) {
    if (const auto* const table = tabulated(size)) return *table;
    const double sigma = size * 0.15 + 0.35;
    const double scale = -0.5 / (sigma * sigma);
    std::vector<double> kernel(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
        const double x = i - (size - 1) * 0.5;
        kernel[static_cast<std::size_t>(i)] = std::exp(scale * x * x);
    }
    const double sum = std::accumulate(kernel.begin(), kernel.end(), 0.0);
    for (double& value : kernel) value /= sum;
    return kernel;
}

/// Index mirrored at the ends without repeating the end pixel.
int reflected(int i, int count) {
    if (count == 1) return 0;
    const int period = 2 * (count - 1);
    i = std::abs(i) % period;
    return i < count ? i : period - i;
}

using Sums = std::vector<std::uint32_t>;
/// 8.8 fixed point: at most 255 * 256, which fits.
using FixedRow = std::vector<std::uint16_t>;

/// blurred[x] = sum over k of row[x + k - half] * kernel[k].
void blur_row(const std::uint8_t* row, int width, const std::vector<std::uint32_t>& kernel,
              std::vector<std::uint32_t>& padded, FixedRow& blurred) {
    const int half = static_cast<int>(kernel.size() / 2);
    padded.resize(static_cast<std::size_t>(width + 2 * half));
    for (int x = -half; x < width + half; ++x) {
        padded[static_cast<std::size_t>(x + half)] = row[reflected(x, width)];
    }
    Sums sums(static_cast<std::size_t>(width), 0);
    for (std::size_t k = 0; k < kernel.size(); ++k) {
        const std::uint32_t weight = kernel[k];
        if (weight == 0) continue;
        for (std::size_t x = 0; x < sums.size(); ++x) sums[x] += padded[x + k] * weight;
    }
    blurred.assign(sums.begin(), sums.end());
}

void write_rounded(const Sums& sums, std::uint8_t* out) {
    std::transform(sums.begin(), sums.end(), out, [](std::uint32_t sum) {
        return static_cast<std::uint8_t>((sum + (1u << 15)) >> 16);
    });
}

}  // namespace

std::vector<std::uint32_t> fixed_point_gaussian(int size) {
    const std::vector<double> exact = gaussian(size);
    std::vector<std::uint32_t> kernel(exact.size());
    double carried = 0.0;
    std::uint32_t half_sum = 0;
    for (std::size_t i = 0; i < exact.size() / 2; ++i) {
        // The rounding error is handed on to the next sample; ties go to the even number.
        const double wanted = exact[i] * kScale + carried;
        const double rounded = std::nearbyint(wanted);
        carried = wanted - rounded;
        kernel[i] = kernel[exact.size() - 1 - i] = static_cast<std::uint32_t>(rounded);
        half_sum += kernel[i];
    }
    kernel[exact.size() / 2] = kScale - 2 * half_sum;
    return kernel;
}

Image fixed_point_blur(const Image& image, int size) {
    const auto kernel = fixed_point_gaussian(size);
    const int width = image.width(), height = image.height(), half = size / 2;
    std::vector<FixedRow> rows(static_cast<std::size_t>(height));
    std::vector<std::uint32_t> padded;
    for (int y = 0; y < height; ++y) {
        blur_row(image.row(y), width, kernel, padded, rows[static_cast<std::size_t>(y)]);
    }
    Image out(width, height, 1);
    Sums sums;
    for (int y = 0; y < height; ++y) {
        sums.assign(static_cast<std::size_t>(width), 0);
        for (int k = 0; k < size; ++k) {
            const std::uint32_t weight = kernel[static_cast<std::size_t>(k)];
            if (weight == 0) continue;
            const FixedRow& row = rows[static_cast<std::size_t>(reflected(y + k - half, height))];
            for (std::size_t x = 0; x < sums.size(); ++x) sums[x] += row[x] * weight;
        }
        write_rounded(sums, out.row(y));
    }
    return out;
}

}  // namespace catvton::masker
