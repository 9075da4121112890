#include "masker/geometry/affine.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace catvton::masker {

namespace {

constexpr int kFixedBits = 10;
constexpr int kFractionBits = 5;
constexpr int kFixedOne = 1 << kFixedBits;
constexpr int kFractions = 1 << kFractionBits;

/// Solves a 6x6 system by elimination with partial pivoting; `rows` holds the right side in column
/// 6.
std::array<double, 6> solve(std::array<std::array<double, 7>, 6> rows) {
    for (std::size_t i = 0; i < 6; ++i) {
        std::size_t pivot = i;
        for (std::size_t j = i + 1; j < 6; ++j) {
            if (std::abs(rows[j][i]) > std::abs(rows[pivot][i])) pivot = j;
        }
        std::swap(rows[i], rows[pivot]);
        const double d = -1 / rows[i][i];
        for (std::size_t j = i + 1; j < 6; ++j) {
            const double alpha = rows[j][i] * d;
            for (std::size_t k = i + 1; k < 7; ++k) rows[j][k] += alpha * rows[i][k];
        }
    }
    std::array<double, 6> x{};
    for (std::size_t i = 6; i-- > 0;) {
        double sum = rows[i][6];
        for (std::size_t k = i + 1; k < 6; ++k) sum -= rows[i][k] * x[k];
        x[i] = sum / rows[i][i];
    }
    return x;
}

Affine inverted(const Affine& m) {
    const double determinant = m[0] * m[4] - m[1] * m[3];
    const double d = determinant != 0 ? 1.0 / determinant : 0.0;
    Affine inverse{m[4] * d, m[1] * -d, 0, m[3] * -d, m[0] * d, 0};
    inverse[2] = -inverse[0] * m[2] - inverse[1] * m[5];
    inverse[5] = -inverse[3] * m[2] - inverse[4] * m[5];
    return inverse;
}

/// To the nearest integer, ties to even, clamped to the range of int.
int rounded(double value) {
    constexpr double low = std::numeric_limits<int>::min(), high = std::numeric_limits<int>::max();
    return static_cast<int>(std::nearbyint(std::clamp(value, low, high)));
}

int to_short(int value) { return std::clamp(value, -32768, 32767); }

/// 15-bit weights of the four neighbours; they are exact, because fractions are 1/32.
struct Weights {
    explicit Weights(const WarpMap::Sample& s)
        : upper_left((kFractions - s.fraction_x) * (kFractions - s.fraction_y) * 32),
          upper_right(s.fraction_x * (kFractions - s.fraction_y) * 32),
          lower_left((kFractions - s.fraction_x) * s.fraction_y * 32),
          lower_right(s.fraction_x * s.fraction_y * 32) {}
    int upper_left, upper_right, lower_left, lower_right;
};

int pixel_or_zero(const ImageView& image, int x, int y, int channel) {
    if (x < 0 || y < 0 || x >= image.width || y >= image.height) return 0;
    return image.row(y)[std::size_t(x) * std::size_t(image.channels) + std::size_t(channel)];
}

}  // namespace

Affine affine_from_triangles(const Triangle& from, const Triangle& to) {
    std::array<std::array<double, 7>, 6> rows{};
    for (std::size_t i = 0; i < 3; ++i) {
        rows[2 * i] = {from[i].x, from[i].y, 1, 0, 0, 0, to[i].x};
        rows[2 * i + 1] = {0, 0, 0, from[i].x, from[i].y, 1, to[i].y};
    }
    return solve(rows);
}

WarpMap::WarpMap(const Affine& forward, int width, int height)
    : width_(width), height_(height), inverse_(inverted(forward)) {
    step_x_.resize(static_cast<std::size_t>(width));
    step_y_.resize(static_cast<std::size_t>(width));
    for (int x = 0; x < width; ++x) {
        step_x_[static_cast<std::size_t>(x)] = rounded(inverse_[0] * x * kFixedOne);
        step_y_[static_cast<std::size_t>(x)] = rounded(inverse_[3] * x * kFixedOne);
    }
}

WarpMap::Sample WarpMap::at(int x, int y) const noexcept {
    constexpr int shift = kFixedBits - kFractionBits;
    constexpr int half = kFixedOne / kFractions / 2;
    const int x0 = rounded((inverse_[1] * y + inverse_[2]) * kFixedOne) + half;
    const int y0 = rounded((inverse_[4] * y + inverse_[5]) * kFixedOne) + half;
    const int source_x = (x0 + step_x_[static_cast<std::size_t>(x)]) >> shift;
    const int source_y = (y0 + step_y_[static_cast<std::size_t>(x)]) >> shift;
    return {to_short(source_x >> kFractionBits), to_short(source_y >> kFractionBits),
            source_x & (kFractions - 1), source_y & (kFractions - 1)};
}

Image warp_image(const ImageView& image, const WarpMap& map) {
    Image out(map.width(), map.height(), image.channels);
    for (int y = 0; y < map.height(); ++y) {
        std::uint8_t* to = out.row(y);
        for (int x = 0; x < map.width(); ++x) {
            const WarpMap::Sample s = map.at(x, y);
            const Weights w(s);
            for (int c = 0; c < image.channels; ++c) {
                const int sum = pixel_or_zero(image, s.x, s.y, c) * w.upper_left +
                                pixel_or_zero(image, s.x + 1, s.y, c) * w.upper_right +
                                pixel_or_zero(image, s.x, s.y + 1, c) * w.lower_left +
                                pixel_or_zero(image, s.x + 1, s.y + 1, c) * w.lower_right;
                *to++ = static_cast<std::uint8_t>((sum + (1 << 14)) >> 15);
            }
        }
    }
    return out;
}

}  // namespace catvton::masker
