#include "nn/feed_forward.hpp"

#include <algorithm>

namespace catvton::nn {

namespace {

constexpr std::int64_t kExpansion = 4;
// On a CPU the projected rows of a chunk stay in its cache; fewer rows would read the weights too
// often. Elsewhere the chunk bounds the memory.
constexpr std::int64_t kCpuChunkBytes = 8ll << 20, kChunkBytes = 64ll << 20;
constexpr std::int64_t kLeastChunkRows = 512;

}  // namespace

FeedForward::FeedForward(const Scope& scope, std::int64_t channels)
    : proj_(scope / "net" / "0" / "proj", channels, 2 * kExpansion * channels),
      out_(scope / "net" / "2", kExpansion * channels, channels) {}

at::Tensor FeedForward::apply(const at::Tensor& rows) const {
    const auto halves = proj_(rows).chunk(2, -1);
    at::Tensor value = halves[0], gate = halves[1];
    return out_(value.mul_(at::gelu(gate)));
}

at::Tensor FeedForward::operator()(const at::Tensor& x) const {
    const at::Tensor rows = x.reshape({-1, x.size(-1)});
    const std::int64_t row_bytes = 2 * kExpansion * x.size(-1) * x.element_size();
    const std::int64_t bytes = x.is_cpu() ? kCpuChunkBytes : kChunkBytes;
    const std::int64_t chunk = std::max(kLeastChunkRows, bytes / row_bytes);
    if (rows.size(0) <= chunk) return apply(rows).view(x.sizes());
    at::Tensor out = at::empty(x.sizes(), x.options());
    const at::Tensor out_rows = out.view(rows.sizes());
    for (std::int64_t from = 0; from < rows.size(0); from += chunk) {
        const std::int64_t to = std::min(from + chunk, rows.size(0));
        out_rows.slice(0, from, to).copy_(apply(rows.slice(0, from, to)));
    }
    return out;
}

}  // namespace catvton::nn
