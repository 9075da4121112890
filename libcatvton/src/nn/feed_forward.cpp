#include "nn/feed_forward.hpp"

#include <algorithm>

#include "nn/channel_kernels.hpp"
#include "nn/parallel_tasks.hpp"

namespace catvton::nn {

namespace {

constexpr std::int64_t kExpansion = 4;
// On a CPU the projected rows of a chunk stay in its cache; fewer rows would make the products
// slow. Elsewhere the chunk bounds the memory.
constexpr std::int64_t kCpuChunkRows = 768;
constexpr std::int64_t kChunkBytes = 64ll << 20, kLeastChunkRows = 512;

std::int64_t chunk_rows(const at::Tensor& rows) {
    if (rows.is_cpu()) return kCpuChunkRows;
    const std::int64_t row_bytes = 2 * kExpansion * rows.size(1) * rows.element_size();
    return std::max(kLeastChunkRows, kChunkBytes / row_bytes);
}

/// [rows, value | gate] to value * gelu(gate).
at::Tensor gate(const at::Tensor& projected) {
    const std::int64_t features = projected.size(1) / 2, count = projected.size(0);
    if (!projected.is_cpu() || projected.scalar_type() != at::kFloat ||
        features % kChannelStep != 0) {
        const auto halves = projected.chunk(2, -1);
        at::Tensor value = halves[0];
        return value.mul_(at::gelu(halves[1]));
    }
    constexpr std::int64_t kGrain = 16;
    at::Tensor gated = at::empty({count, features}, projected.options());
    const auto* const rows = projected.const_data_ptr<float>();
    auto* const out = gated.mutable_data_ptr<float>();
    at::parallel_for(0, count, kGrain, [&](std::int64_t begin, std::int64_t end) {
        gate_with_gelu(rows + begin * 2 * features, end - begin, features, out + begin * features);
    });
    return gated;
}

}  // namespace

FeedForward::FeedForward(const Scope& scope, std::int64_t channels)
    : proj_(scope / "net" / "0" / "proj", channels, 2 * kExpansion * channels),
      out_(scope / "net" / "2", kExpansion * channels, channels) {}

void FeedForward::add_to(at::Tensor& sum, const at::Tensor& x) const {
    if (!sum.is_contiguous()) {
        sum.add_((*this)(x));
        return;
    }
    const at::Tensor rows = x.reshape({-1, x.size(-1)}), sums = sum.view(rows.sizes());
    const std::int64_t count = rows.size(0), chunk = chunk_rows(rows);
    for (std::int64_t from = 0; from < count; from += chunk) {
        const std::int64_t to = std::min(from + chunk, count);
        at::Tensor part = sums.slice(0, from, to);
        out_.add_to(part, gate(proj_(rows.slice(0, from, to))));
    }
}

at::Tensor FeedForward::operator()(const at::Tensor& x) const {
    at::Tensor result = at::zeros(x.sizes(), x.options());
    add_to(result, x);
    return result;
}

}  // namespace catvton::nn
