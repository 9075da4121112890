#pragma once

#include <optional>
#include <variant>

#include "nn/onednn_linear.hpp"
#include "nn/packed_product.hpp"

namespace catvton::nn {

/// A CPU product with a float matrix that was brought once into the layout of whatever multiplies
/// fastest here: our own kernels, or oneDNN.
class PackedLinear {
public:
    /// weight: [out, in]; bias: [out], or undefined. Nothing where at::linear is all there is.
    static std::optional<PackedLinear> make(const at::Tensor& weight, const at::Tensor& bias);

    /// x: [..., in]. The activation of the product plus `added`, [..., out], if that is given.
    /// Several threads may call it at once.
    at::Tensor operator()(const at::Tensor& x, Activation activation = Activation::none,
                          const at::Tensor& added = {}) const;

    /// Adds the result to rows of `sum`, [..., out], in place.
    void add_to(at::Tensor& sum, const at::Tensor& x) const;

    /// The product with the matrix alone, without bias, of `count` rows of x that follow each
    /// other, to rows of the result that do.
    void multiply(const float* x, std::int64_t count, float* result) const;

private:
    using Product = std::variant<PackedProduct, OnednnLinear>;
    PackedLinear(Product product, at::Tensor bias)
        : product_(std::move(product)), bias_(std::move(bias)) {}

    Product product_;
    at::Tensor bias_;
};

}  // namespace catvton::nn
