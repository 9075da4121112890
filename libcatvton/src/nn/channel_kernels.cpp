#include "nn/channel_kernels.hpp"

#include "nn/vector_exp2.hpp"

namespace catvton::nn {

namespace {

typedef std::int32_t IntegerLanes __attribute__((vector_size(kChannelStep * sizeof(std::int32_t)),
                                                 aligned(sizeof(std::int32_t))));
typedef double WideLanes
    __attribute__((vector_size(kChannelStep * sizeof(double)), aligned(sizeof(double))));

CATVTON_INLINE void add_wide(const Lanes& lanes, double* sums) {
    WideLanes wide;
    __builtin_memcpy(&wide, sums, sizeof(WideLanes));
    wide += __builtin_convertvector(lanes, WideLanes);
    __builtin_memcpy(sums, &wide, sizeof(WideLanes));
}

/// So few pixels are summed in float that its rounding does not show; their values stay in the
/// inner cache from one channel to the next.
constexpr std::int64_t kPixelsInFloat = 32;

CATVTON_FOR_EACH_PROCESSOR
void sums_of(const float* pixels, std::int64_t count, std::int64_t channels, const float* pivot,
             double* sums, double* squares) {
    for (std::int64_t first = 0; first < count; first += kPixelsInFloat) {
        const std::int64_t last = first + kPixelsInFloat < count ? first + kPixelsInFloat : count;
        for (std::int64_t c = 0; c < channels; c += kChannelStep) {
            Lanes centre, sum{}, square{};
            load(centre, pivot + c);
            for (std::int64_t p = first; p < last; ++p) {
                Lanes x;
                load(x, pixels + p * channels + c);
                x -= centre;
                sum += x;
                square += x * x;
            }
            add_wide(sum, sums + c);
            add_wide(square, squares + c);
        }
    }
}

CATVTON_FOR_EACH_PROCESSOR
void silu_of(const float* pixels, std::int64_t count, std::int64_t channels, const float* scale,
             const float* shift, float* out) {
    constexpr float kLog2E = 1.44269504f;
    for (std::int64_t p = 0; p < count; ++p) {
        for (std::int64_t c = 0; c < channels; c += kChannelStep) {
            Lanes x, factor, added;
            load(x, pixels + p * channels + c);
            load(factor, scale + c);
            load(added, shift + c);
            x = x * factor + added;
            Lanes inverse = x * -kLog2E;
            raise_two_to<IntegerLanes>(inverse);
            store(x / (1.0f + inverse), out + p * channels + c);
        }
    }
}

/// By erfc(u / sqrt(2)) / 2 = exp(-u^2 / 2) P(t), t = 1 / (1 + 0.3 u), for u = |x|: the form of
/// Abramowitz and Stegun, 7.1.26, with a polynomial of Remez' algorithm, within 8e-8.
CATVTON_INLINE void gelu(const Lanes& x, Lanes& result) {
    constexpr float kHalfLog2E = 0.72134752f;
    const Lanes u = x > 0.0f ? x : -x;
    const Lanes t = 1.0f / (1.0f + 0.3f * u);
    Lanes p = 3.339541695e-3f * t + 2.098950641e-2f;
    p = p * t - 1.300984805e-1f;
    p = p * t + 1.790573776e-1f;
    p = p * t - 3.736509088e-2f;
    p = p * t + 1.226658525e-1f;
    p = p * t + 1.011624575e-1f;
    p = p * t + 1.206131692e-1f;
    p = p * t + 1.196357047e-1f;
    Lanes power = -kHalfLog2E * u * u;
    raise_two_to<IntegerLanes>(power);
    const Lanes below = p * t * power;
    result = x * (x > 0.0f ? 1.0f - below : below);
}

CATVTON_FOR_EACH_PROCESSOR
void gates_of(const float* rows, std::int64_t count, std::int64_t features, float* out) {
    for (std::int64_t row = 0; row < count; ++row) {
        const float *const values = rows + row * 2 * features, *const gates = values + features;
        for (std::int64_t c = 0; c < features; c += kChannelStep) {
            Lanes value, gate, factor;
            load(value, values + c);
            load(gate, gates + c);
            gelu(gate, factor);
            store(value * factor, out + row * features + c);
        }
    }
}

}  // namespace

void gate_with_gelu(const float* rows, std::int64_t count, std::int64_t features, float* out) {
    gates_of(rows, count, features, out);
}

void add_channel_sums(const float* pixels, std::int64_t count, std::int64_t channels,
                      const float* pivot, double* sums, double* squares) {
    sums_of(pixels, count, channels, pivot, sums, squares);
}

void scale_shift_silu(const float* pixels, std::int64_t count, std::int64_t channels,
                      const float* scale, const float* shift, float* out) {
    silu_of(pixels, count, channels, scale, shift, out);
}

}  // namespace catvton::nn
