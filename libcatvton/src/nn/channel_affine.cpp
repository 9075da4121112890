#include "nn/channel_affine.hpp"

#include <ATen/Parallel.h>

#include "nn/channel_kernels.hpp"

namespace catvton::nn {

bool channel_kernels_serve(const at::Tensor& x) {
    return x.is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 4 &&
           x.size(1) % kChannelStep == 0;
}

at::Tensor normalise_silu(const ChannelAffine& affine, const at::Tensor& x) {
    constexpr std::int64_t kGrain = 16;
    const at::Tensor maps = x.contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor result = at::empty_like(maps, at::MemoryFormat::ChannelsLast);
    const std::int64_t channels = maps.size(1), height = maps.size(2), width = maps.size(3);
    const auto* const pixels = maps.const_data_ptr<float>();
    const auto* const scale = affine.scale.const_data_ptr<float>();
    const auto* const shift = affine.shift.const_data_ptr<float>();
    auto* const out = result.mutable_data_ptr<float>();
    at::parallel_for(0, maps.size(0) * height, kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t first = row * width * channels, map = row / height * channels;
            scale_shift_silu(pixels + first, width, channels, scale + map, shift + map,
                             out + first);
        }
    });
    return result;
}

}  // namespace catvton::nn
