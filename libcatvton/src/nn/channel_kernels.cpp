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

}  // namespace

void add_channel_sums(const float* pixels, std::int64_t count, std::int64_t channels,
                      const float* pivot, double* sums, double* squares) {
    sums_of(pixels, count, channels, pivot, sums, squares);
}

void scale_shift_silu(const float* pixels, std::int64_t count, std::int64_t channels,
                      const float* scale, const float* shift, float* out) {
    silu_of(pixels, count, channels, scale, shift, out);
}

}  // namespace catvton::nn
