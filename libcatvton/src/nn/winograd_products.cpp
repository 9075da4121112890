#include "nn/winograd_products.hpp"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include "nn/winograd_transforms.hpp"

namespace catvton::nn {

namespace {

using namespace winograd;

/// [points, out, in]: G w G^T for each pair of channels, rounded once.
at::Tensor transform_kernels(const at::Tensor& weight) {
    constexpr std::int64_t kEdge = input_edge(WinogradProducts::kEdge), kTaps = 9;
    const at::Tensor axis = at::from_blob(
        const_cast<double*>(kernel_matrix(WinogradProducts::kEdge)), {kEdge, 3}, at::kDouble);
    const at::Tensor both = at::einsum("ya,xb->yxab", {axis, axis}).reshape({-1, kTaps});
    const at::Tensor transformed = at::mm(both, weight.reshape({-1, kTaps}).to(at::kDouble).t());
    return transformed.to(weight.scalar_type()).view({-1, weight.size(0), weight.size(1)});
}

}  // namespace

std::optional<WinogradProducts> WinogradProducts::make(const at::Tensor& weight) {
    std::vector<PackedLinear> products;
    const at::Tensor transformed = transform_kernels(weight);
    for (const at::Tensor& point : transformed.unbind()) {
        auto product = PackedLinear::make(point, {});
        if (!product) return std::nullopt;
        products.push_back(std::move(*product));
    }
    return WinogradProducts(std::move(products), transformed.nbytes());
}

void WinogradProducts::operator()(const at::Tensor& points, const at::Tensor& sums) const {
    const auto count = static_cast<std::int64_t>(products_.size());
    at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode guard;  // a thread's own state
        for (std::int64_t p = begin; p < end; ++p) {
            products_[static_cast<std::size_t>(p)].multiply(points[p].const_data_ptr<float>(),
                                                            points.size(1),
                                                            sums[p].mutable_data_ptr<float>());
        }
    });
}

}  // namespace catvton::nn
