#include "image/resample_filter.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace catvton::image {

namespace {

double bilinear(double x) {
    x = std::fabs(x);
    return x < 1.0 ? 1.0 - x : 0.0;
}

double bicubic(double x) {
    constexpr double a = -0.5;
    x = std::fabs(x);
    if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
    return 0.0;
}

double sinc(double x) {
    if (x == 0.0) return 1.0;
    x = x * std::numbers::pi;
    return std::sin(x) / x;
}

double lanczos(double x) { return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0; }

struct Filter {
    double (*evaluate)(double);
    double support;
};

Filter filter_of(ResizeFilter filter) {
    switch (filter) {
        case ResizeFilter::bilinear:
            return {bilinear, 1.0};
        case ResizeFilter::bicubic:
            return {bicubic, 2.0};
        default:
            return {lanczos, 3.0};
    }
}

std::int32_t fixed_point(double weight) {
    constexpr double one = 1 << kCoefficientBits;
    return static_cast<std::int32_t>(weight * one + (weight < 0 ? -0.5 : 0.5));
}

}  // namespace

AxisWeights axis_weights(int in, int out, ResizeFilter kind) {
    const Filter filter = filter_of(kind);
    const double scale = double(in) / double(out);
    const double filter_scale = std::max(scale, 1.0);
    const double support = filter.support * filter_scale;
    const double inverse = 1.0 / filter_scale;
    AxisWeights axis;
    axis.stride = static_cast<std::size_t>(std::ceil(support)) * 2 + 1;
    axis.first.resize(std::size_t(out));
    axis.count.resize(std::size_t(out));
    axis.taps.resize(std::size_t(out) * axis.stride);
    std::vector<double> weights(axis.stride);
    for (int i = 0; i < out; ++i) {
        const double center = (i + 0.5) * scale;
        const int first = std::max(static_cast<int>(center - support + 0.5), 0);
        const int count = std::min(static_cast<int>(center + support + 0.5), in) - first;
        double total = 0.0;
        for (int j = 0; j < count; ++j) {
            weights[std::size_t(j)] = filter.evaluate((j + first - center + 0.5) * inverse);
            total += weights[std::size_t(j)];
        }
        std::int32_t* const taps = axis.taps.data() + std::size_t(i) * axis.stride;
        for (int j = 0; j < count; ++j) {
            const double weight = weights[std::size_t(j)];
            taps[j] = fixed_point(total != 0.0 ? weight / total : weight);
        }
        axis.first[std::size_t(i)] = first;
        axis.count[std::size_t(i)] = count;
    }
    return axis;
}

std::vector<int> nearest_indices(int in, int out) {
    const double step = double(in) / double(out);
    double position = step * 0.5;
    std::vector<int> indices(static_cast<std::size_t>(out));
    for (int& index : indices) {
        index = std::min(static_cast<int>(position), in - 1);
        position += step;
    }
    return indices;
}

}  // namespace catvton::image
