#include "nn/large_maps.hpp"

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

/// Rows of a strip of maps like `x`.
std::int64_t strip_rows(const at::Tensor& x) {
    const auto row_bytes = static_cast<std::int64_t>(x.nbytes()) / x.size(2);
    return std::max<std::int64_t>(4 * kHalo, kStripBytes / row_bytes);
}

at::Tensor empty_like_maps(const at::Tensor& x, std::int64_t channels, std::int64_t scale = 1) {
    return at::empty({x.size(0), channels, scale * x.size(2), scale * x.size(3)},
                     x.options().memory_format(at::MemoryFormat::ChannelsLast));
}

/// Fills `out` with conv(input(from, to)), where input gives those rows of the convolution's input;
/// done(from, to) follows each strip of the result.
template <class Input, class Done>
void convolve_strips(const Conv2d& conv, at::Tensor& out, Input&& input, Done&& done) {
    const std::int64_t height = out.size(2), rows = strip_rows(out);
    for (std::int64_t y = 0; y < height; y += rows) {
        const std::int64_t end = std::min(y + rows, height);
        const std::int64_t from = std::max<std::int64_t>(0, y - kHalo);
        const std::int64_t to = std::min(end + kHalo, height);
        // Padded at both ends as if it were a picture; its own rows start where its halo ends.
        const at::Tensor strip = conv(input(from, to));
        out.slice(2, y, end).copy_(strip.slice(2, y - from, end - from));
        done(y, end);
    }
}

template <class Input>
void convolve_strips(const Conv2d& conv, at::Tensor& out, Input&& input) {
    convolve_strips(conv, out, input, [](std::int64_t, std::int64_t) {});
}

/// Rows of a map that is used from the top down and by nobody else; nothing happens to others.
class ConsumedRows {
public:
    explicit ConsumedRows(const at::Tensor& x) {
        const bool own = x.use_count() == 1 && x.storage().use_count() == 1 && x.is_cpu();
        if (!own || x.size(0) != 1 || !x.is_contiguous(at::MemoryFormat::ChannelsLast)) return;
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

/// silu(norm(x)) row by row, for the statistics of the whole map.
class NormalisedRows {
public:
    NormalisedRows(const GroupNorm& norm, const at::Tensor& x) : affine_(norm.affine(x)) {}
    at::Tensor operator()(const at::Tensor& rows) const {
        at::Tensor y = at::addcmul(affine_.shift, rows, affine_.scale);
        return at::silu_(y);
    }

private:
    GroupNorm::Affine affine_;
};

}  // namespace

at::Tensor convolve_normalised(const GroupNorm& norm, const Conv2d& conv, const at::Tensor& x) {
    if (!is_large(x)) return conv(norm.with_silu(x));
    const NormalisedRows normalise(norm, x);
    at::Tensor out = empty_like_maps(x, conv.out_channels());
    convolve_strips(conv, out, [&](std::int64_t from, std::int64_t to) {
        return normalise(x.slice(2, from, to));
    });
    return out;
}

at::Tensor convolve_normalised_(const GroupNorm& norm, const Conv2d& conv, at::Tensor x) {
    if (!is_large(x)) return conv(norm.with_silu(x));
    const NormalisedRows normalise(norm, x);
    at::Tensor above;  // the normalised halo rows that the strip before has overwritten
    convolve_strips(conv, x, [&](std::int64_t from, std::int64_t to) {
        const std::int64_t kept = above.defined() ? kHalo : 0;
        at::Tensor rows = normalise(x.slice(2, from + kept, to));
        if (kept) rows = at::cat({above, rows}, 2);
        above = rows.slice(2, rows.size(2) - 2 * kHalo, rows.size(2) - kHalo).clone();
        return rows;
    });
    return x;
}

ConvolvedTwice convolve_twice(const GroupNorm& norm, const Conv2d& conv, const Conv2d& pointwise,
                              at::Tensor x) {
    if (!is_large(x)) return {conv(norm.with_silu(x)), pointwise(x)};
    ConsumedRows consumed(x);
    const NormalisedRows normalise(norm, x);
    ConvolvedTwice out{empty_like_maps(x, conv.out_channels()),
                       empty_like_maps(x, pointwise.out_channels())};
    convolve_strips(
        conv, out.normalised,
        [&](std::int64_t from, std::int64_t to) { return normalise(x.slice(2, from, to)); },
        [&](std::int64_t from, std::int64_t to) {
            out.shortcut.slice(2, from, to).copy_(pointwise(x.slice(2, from, to)));
            consumed.release_before(to - kHalo);
        });
    return out;
}

at::Tensor convolve_doubled(const Conv2d& conv, at::Tensor x) {
    constexpr std::size_t kAreaScale = 4;
    const bool large = x.is_cpu() && kAreaScale * x.nbytes() > kLargeBytes;
    if (!large) return conv(at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)}));
    at::Tensor out = empty_like_maps(x, conv.out_channels(), 2);
    ConsumedRows consumed(x);
    const auto doubled = [&](std::int64_t from, std::int64_t to) {
        const std::int64_t first = from / 2, last = (to + 1) / 2;
        const at::Tensor rows =
            at::upsample_nearest2d(x.slice(2, first, last), {2 * (last - first), 2 * x.size(3)});
        return rows.slice(2, from - 2 * first, to - 2 * first);
    };
    convolve_strips(conv, out, doubled, [&](std::int64_t, std::int64_t to) {
        consumed.release_before((to - kHalo) / 2);
    });
    return out;
}

}  // namespace catvton::nn
