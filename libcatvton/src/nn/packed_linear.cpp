#include "nn/packed_linear.hpp"

namespace catvton::nn {

std::optional<PackedLinear> PackedLinear::make(const at::Tensor& weight, const at::Tensor& bias) {
    if (auto product = PackedProduct::make(weight))
        return PackedLinear(std::move(*product), bias.defined() ? bias.contiguous() : bias);
    if (auto product = OnednnLinear::make(weight)) return PackedLinear(std::move(*product), bias);
    return std::nullopt;
}

at::Tensor PackedLinear::operator()(const at::Tensor& x, Activation activation,
                                    const at::Tensor& added) const {
    return std::visit([&](const auto& product) { return product(x, bias_, activation, added); },
                      product_);
}

void PackedLinear::add_to(at::Tensor& sum, const at::Tensor& x) const {
    const auto* const product = std::get_if<PackedProduct>(&product_);
    if (!product || !sum.is_contiguous()) {
        sum.add_((*this)(x));
        return;
    }
    const at::Tensor rows = x.contiguous();
    auto* const result = sum.mutable_data_ptr<float>();
    product->multiply({.x = rows.const_data_ptr<float>(),
                       .count = rows.numel() / product->in_features(),
                       .result = result,
                       .bias = bias_.defined() ? bias_.const_data_ptr<float>() : nullptr,
                       .added = result});
}

void PackedLinear::multiply(const float* x, std::int64_t count, float* result) const {
    if (const auto* const product = std::get_if<PackedProduct>(&product_))
        return product->multiply({.x = x, .count = count, .result = result});
    const auto& product = std::get<OnednnLinear>(product_);
    const auto matrix = [count](const float* rows, std::int64_t columns) {
        return at::from_blob(const_cast<float*>(rows), {count, columns});
    };
    matrix(result, product.out_features()).copy_(product(matrix(x, product.in_features())));
}

}  // namespace catvton::nn
