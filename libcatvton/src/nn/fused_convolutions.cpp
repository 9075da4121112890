#include "nn/fused_convolutions.hpp"

#include <algorithm>
#include <cstddef>

#include "runtime/pages.hpp"

namespace catvton::nn {

namespace {

constexpr std::size_t kLargeBytes = 128u << 20;
constexpr std::int64_t kStripBytes = 48ll << 20;
constexpr std::int64_t kHalo = 1;  // of a 3x3 convolution

bool is_large(const at::Tensor& x) {
    return x.is_cpu() && x.scalar_type() == at::kFloat && x.nbytes() > kLargeBytes;
}

/// Rows of a strip of maps like `x`: whole tiles of Winograd's.
std::int64_t strip_rows(const at::Tensor& x) {
    constexpr std::int64_t kTile = 4;
    const auto row_bytes = static_cast<std::int64_t>(x.nbytes()) / x.size(2);
    return std::max<std::int64_t>(kTile, kStripBytes / row_bytes / kTile * kTile);
}

at::Tensor empty_maps(const at::Tensor& like, std::int64_t channels, std::int64_t scale = 1) {
    return at::empty({like.size(0), channels, scale * like.size(2), scale * like.size(3)},
                     like.options().memory_format(at::MemoryFormat::ChannelsLast));
}

bool only_holder(const at::Tensor& x) {
    return x.use_count() == 1 && x.storage().use_count() == 1 &&
           x.is_contiguous(at::MemoryFormat::ChannelsLast);
}

/// Rows of a large map that is used from the top down and by nobody else; nothing happens to
/// others.
class ConsumedRows {
public:
    explicit ConsumedRows(const at::Tensor& x) {
        if (!is_large(x) || !only_holder(x) || x.size(0) != 1) return;
        row_bytes_ = x.nbytes() / static_cast<std::size_t>(x.size(2));
        rows_ = static_cast<const std::byte*>(x.const_data_ptr());
    }
    /// Those before `end` are not needed any more.
    void release_before(std::int64_t end) {
        if (end <= released_) return;
        runtime::release_pages({rows_ + static_cast<std::size_t>(released_) * row_bytes_,
                                static_cast<std::size_t>(end - released_) * row_bytes_});
        released_ = end;
    }

private:
    const std::byte* rows_ = nullptr;
    std::size_t row_bytes_ = 0;
    std::int64_t released_ = 0;
};

at::Tensor add_bias(at::Tensor maps, const at::Tensor& bias) {
    return bias.defined() ? maps.add_(bias.view({1, -1, 1, 1})) : maps;
}

/// conv(silu(norm(x))) of a large map in strips, without a whole copy of it.
at::Tensor convolve_strips(const ChannelAffine& norm, const Conv2d& conv, const at::Tensor& x) {
    at::Tensor out = empty_maps(x, conv.out_channels());
    const std::int64_t height = x.size(2), rows = strip_rows(x);
    for (std::int64_t y = 0; y < height; y += rows) {
        const std::int64_t end = std::min(y + rows, height);
        const std::int64_t from = std::max<std::int64_t>(0, y - kHalo);
        const std::int64_t to = std::min(end + kHalo, height);
        // Padded at both ends as if it were a picture; its own rows start where its halo ends.
        const at::Tensor strip = conv(normalise_silu(norm, x.slice(2, from, to)));
        out.slice(2, y, end).copy_(strip.slice(2, y - from, end - from));
    }
    return out;
}

}  // namespace

at::Tensor convolve_normalised(const GroupNorm& norm, const Conv2d& conv, const at::Tensor& x,
                               const at::Tensor& bias) {
    if (const WinogradConv2d* winograd = conv.winograd())
        return (*winograd)(x, {.norm = norm.affine(x), .bias = bias});
    const bool strips = is_large(x) && channel_kernels_serve(x);
    return add_bias(strips ? convolve_strips(norm.affine(x), conv, x) : conv(norm.with_silu(x)),
                    bias);
}

at::Tensor convolve_normalised_onto(const GroupNorm& norm, const Conv2d& conv, const at::Tensor& x,
                                    at::Tensor shortcut) {
    const WinogradConv2d* const winograd = conv.winograd();
    if (!winograd) return conv(norm.with_silu(x)).add_(shortcut);
    at::Tensor out = only_holder(shortcut) ? shortcut : empty_maps(x, conv.out_channels());
    winograd->convolve_rows(x, {.norm = norm.affine(x), .added = shortcut}, {0, x.size(2)}, out);
    return out;
}

ConvolvedTwice convolve_twice(const GroupNorm& norm, const Conv2d& conv, const Conv2d& pointwise,
                              at::Tensor x, const at::Tensor& bias) {
    const WinogradConv2d* const winograd = conv.winograd();
    if (!winograd || !is_large(x)) return {convolve_normalised(norm, conv, x, bias), pointwise(x)};
    ConsumedRows consumed(x);
    const FusedSteps steps{.norm = norm.affine(x), .bias = bias};
    ConvolvedTwice out{empty_maps(x, conv.out_channels()), empty_maps(x, pointwise.out_channels())};
    const std::int64_t height = x.size(2), rows = strip_rows(x);
    for (std::int64_t y = 0; y < height; y += rows) {
        const std::int64_t end = std::min(y + rows, height);
        winograd->convolve_rows(x, steps, {y, end}, out.normalised);
        out.shortcut.slice(2, y, end).copy_(pointwise(x.slice(2, y, end)));
        consumed.release_before(end - kHalo);
    }
    return out;
}

at::Tensor convolve_doubled(const Conv2d& conv, at::Tensor x) {
    const WinogradConv2d* const winograd = conv.winograd();
    if (!winograd) return conv(at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)}));
    at::Tensor out = empty_maps(x, conv.out_channels(), 2);
    if (is_large(out)) runtime::release_freed_memory();  // of the smaller maps
    ConsumedRows consumed(x);
    const std::int64_t height = out.size(2), rows = is_large(out) ? strip_rows(out) : height;
    for (std::int64_t y = 0; y < height; y += rows) {
        const std::int64_t end = std::min(y + rows, height);
        winograd->convolve_rows(x, {.doubled = true}, {y, end}, out);
        consumed.release_before(end / 2 - kHalo);
    }
    return out;
}

}  // namespace catvton::nn
