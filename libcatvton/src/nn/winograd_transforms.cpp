#include "nn/winograd_transforms.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "nn/vector_lanes.hpp"

namespace catvton::nn::winograd {

namespace {

/// Lavin and Gray's G, B^T and A^T for each output edge, along one axis.
template <int OutputEdge>
struct Axis;

/// By the points 0, 1, -1 and infinity.
template <>
struct Axis<2> {
    static constexpr std::array<double, 4 * 3> kKernel{1, 0, 0, .5, .5, .5, .5, -.5, .5, 0, 0, 1};

    CATVTON_INLINE static void kernel(const Lanes* g, Lanes* out) {
        const Lanes even = .5f * (g[0] + g[2]), odd = .5f * g[1];
        out[0] = g[0];
        out[1] = even + odd;
        out[2] = even - odd;
        out[3] = g[2];
    }
    CATVTON_INLINE static void input(const Lanes* d, Lanes* out) {
        out[0] = d[0] - d[2];
        out[1] = d[1] + d[2];
        out[2] = d[2] - d[1];
        out[3] = d[1] - d[3];
    }
    CATVTON_INLINE static void output(const Lanes* m, Lanes* out) {
        out[0] = m[0] + m[1] + m[2];
        out[1] = m[1] - m[2] - m[3];
    }
};

/// By the points 0, a, -a, b, -b and infinity. With the textbook's 1 and 2 the error is twice as
/// large; all constants below are exact.
template <>
struct Axis<4> {
    static constexpr float a = 0.625f, b = 1.5f;
    static constexpr float a2 = a * a, b2 = b * b;
    static constexpr double na = 2. * a2 * (a2 - b2), nb = 2. * b2 * (b2 - a2);
    static constexpr std::array<double, 6 * 3> kKernel{
        1. / (a2 * b2), 0,      0,       1. / na, a / na,  a2 / na, 1. / na, -a / na, a2 / na,
        1. / nb,        b / nb, b2 / nb, 1. / nb, -b / nb, b2 / nb, 0,       0,       1};

    CATVTON_INLINE static void kernel(const Lanes* g, Lanes* out) {
        constexpr auto zero = static_cast<float>(1. / (a2 * b2));
        constexpr auto inverse_a = static_cast<float>(1. / na), a2_a = static_cast<float>(a2 / na);
        constexpr auto inverse_b = static_cast<float>(1. / nb), b2_b = static_cast<float>(b2 / nb);
        const Lanes even_a = inverse_a * g[0] + a2_a * g[2];
        const Lanes odd_a = static_cast<float>(a / na) * g[1];
        const Lanes even_b = inverse_b * g[0] + b2_b * g[2];
        const Lanes odd_b = static_cast<float>(b / nb) * g[1];
        out[0] = zero * g[0];
        out[1] = even_a + odd_a;
        out[2] = even_a - odd_a;
        out[3] = even_b + odd_b;
        out[4] = even_b - odd_b;
        out[5] = g[2];
    }
    CATVTON_INLINE static void input(const Lanes* d, Lanes* out) {
        out[0] = (a2 * b2) * d[0] - (a2 + b2) * d[2] + d[4];
        const Lanes even_a = d[4] - b2 * d[2], odd_a = a * (d[3] - b2 * d[1]);
        out[1] = even_a + odd_a;
        out[2] = even_a - odd_a;
        const Lanes even_b = d[4] - a2 * d[2], odd_b = b * (d[3] - a2 * d[1]);
        out[3] = even_b + odd_b;
        out[4] = even_b - odd_b;
        out[5] = (a2 * b2) * d[1] - (a2 + b2) * d[3] + d[5];
    }
    CATVTON_INLINE static void output(const Lanes* m, Lanes* out) {
        const Lanes even_a = m[1] + m[2], odd_a = a * (m[1] - m[2]);
        const Lanes even_b = m[3] + m[4], odd_b = b * (m[3] - m[4]);
        out[0] = m[0] + even_a + even_b;
        out[1] = odd_a + odd_b;
        out[2] = a2 * even_a + b2 * even_b;
        out[3] = a2 * odd_a + b2 * odd_b + m[5];
    }
};

template <int OutputEdge, int Y>
CATVTON_INLINE void kernel_row(const float* taps, std::int64_t count, std::int64_t stride, float* points) {
    constexpr int kEdge = OutputEdge + 2, kTaps = 3;
    for (std::int64_t i = 0; i < count; i += kChannelStep) {
        Lanes row[kTaps], out[kEdge];
        for (int x = 0; x < kTaps; ++x) {
            Lanes column[kTaps];
            for (int y = 0; y < kTaps; ++y) load(column[y], taps + (y * kTaps + x) * stride + i);
            Axis<OutputEdge>::kernel(column, out);
            row[x] = out[Y];
        }
        Axis<OutputEdge>::kernel(row, out);
        for (int x = 0; x < kEdge; ++x) store(out[x], points + x * stride + i);
    }
}

template <int OutputEdge>
CATVTON_INLINE void input_tile(const float* const* pixels, std::int64_t channels, float* points,
                               std::int64_t stride) {
    constexpr int kEdge = OutputEdge + 2;
    for (std::int64_t c = 0; c < channels; c += kChannelStep) {
        Lanes columns[kEdge][kEdge];
        for (int x = 0; x < kEdge; ++x) {
            Lanes in[kEdge], out[kEdge];
            for (int y = 0; y < kEdge; ++y) load(in[y], pixels[y * kEdge + x] + c);
            Axis<OutputEdge>::input(in, out);
            for (int y = 0; y < kEdge; ++y) columns[y][x] = out[y];
        }
        for (int y = 0; y < kEdge; ++y) {
            Lanes out[kEdge];
            Axis<OutputEdge>::input(columns[y], out);
            for (int x = 0; x < kEdge; ++x) store(out[x], points + (y * kEdge + x) * stride + c);
        }
    }
}

template <int OutputEdge>
CATVTON_INLINE void output_tile(const float* const* points, const OutputSteps& steps,
                                std::int64_t channels, float* const* pixels) {
    constexpr int kEdge = OutputEdge + 2;
    for (std::int64_t c = 0; c < channels; c += kChannelStep) {
        Lanes columns[OutputEdge][kEdge], bias;
        load(bias, steps.bias + c);
        for (int x = 0; x < kEdge; ++x) {
            Lanes in[kEdge], out[OutputEdge];
            for (int y = 0; y < kEdge; ++y) load(in[y], points[y * kEdge + x] + c);
            Axis<OutputEdge>::output(in, out);
            for (int y = 0; y < OutputEdge; ++y) columns[y][x] = out[y];
        }
        for (int y = 0; y < OutputEdge; ++y) {
            Lanes out[OutputEdge];
            Axis<OutputEdge>::output(columns[y], out);
            for (int x = 0; x < OutputEdge; ++x) {
                Lanes sum = out[x] + bias;
                if (steps.added) {
                    Lanes added;
                    load(added, steps.added[y * OutputEdge + x] + c);
                    sum += added;
                }
                const Lanes lowered = steps.negative_slope * sum;
                store(sum > lowered ? sum : lowered, pixels[y * OutputEdge + x] + c);
            }
        }
    }
}

// The loader's choice between versions has default visibility whatever the compiler was told: only
// inner linkage keeps it out of the library's exports.
CATVTON_FOR_EACH_PROCESSOR
void kernel_row_of_edge(std::int64_t output_edge, std::int64_t y, const float* taps,
                        std::int64_t count, std::int64_t stride, float* points) {
    const auto rows_of = [&]<int... Y>(auto edge, std::integer_sequence<int, Y...>)
        __attribute__((always_inline)) {
        ((y == Y ? kernel_row<edge.value, Y>(taps, count, stride, points) : void()), ...);
    };
    if (output_edge == 2) {
        rows_of(std::integral_constant<int, 2>(), std::make_integer_sequence<int, 4>());
    } else {
        rows_of(std::integral_constant<int, 4>(), std::make_integer_sequence<int, 6>());
    }
}

CATVTON_FOR_EACH_PROCESSOR
void input_of_edge(std::int64_t output_edge, const float* const* pixels, std::int64_t channels,
                   float* points, std::int64_t stride) {
    if (output_edge == 2) {
        input_tile<2>(pixels, channels, points, stride);
    } else {
        input_tile<4>(pixels, channels, points, stride);
    }
}

CATVTON_FOR_EACH_PROCESSOR
void output_of_edge(std::int64_t output_edge, const float* const* points, const OutputSteps& steps,
                    std::int64_t channels, float* const* pixels) {
    if (output_edge == 2) {
        output_tile<2>(points, steps, channels, pixels);
    } else {
        output_tile<4>(points, steps, channels, pixels);
    }
}

}  // namespace

void transform_kernel_row(std::int64_t output_edge, std::int64_t y, const float* taps,
                          std::int64_t count, std::int64_t stride, float* points) {
    kernel_row_of_edge(output_edge, y, taps, count, stride, points);
}

void transform_input(std::int64_t output_edge, const float* const* pixels, std::int64_t channels,
                     float* points, std::int64_t stride) {
    input_of_edge(output_edge, pixels, channels, points, stride);
}

void transform_output(std::int64_t output_edge, const float* const* points,
                      const OutputSteps& steps, std::int64_t channels, float* const* pixels) {
    output_of_edge(output_edge, points, steps, channels, pixels);
}

float kernel_magnitude(std::int64_t output_edge, std::int64_t p) {
    constexpr int kTaps = 3;
    const auto of_axis = [&](std::int64_t i) {
        const double* const row = kernel_matrix(output_edge) + i * kTaps;
        return row[0] * row[0] + row[1] * row[1] + row[2] * row[2];
    };
    const std::int64_t edge = input_edge(output_edge);
    return static_cast<float>(std::sqrt(of_axis(p / edge) * of_axis(p % edge)));
}

const double* kernel_matrix(std::int64_t output_edge) {
    return output_edge == 2 ? Axis<2>::kKernel.data() : Axis<4>::kKernel.data();
}

}  // namespace catvton::nn::winograd
