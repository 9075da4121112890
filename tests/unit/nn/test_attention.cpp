#include <doctest/doctest.h>

#include <cmath>

#include "nn/attention.hpp"
#include "support/tensor_check.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

TEST_CASE("fused attention equals the definition for the head sizes of the networks") {
    for (const std::int64_t d : {4, 40, 80, 160, 512}) {
        const at::Tensor q = test::layer_input({2, 3, 37, d});
        const at::Tensor k = q.flip(2), v = q * 0.5;
        const at::Tensor scores =
            at::matmul(q, k.transpose(-1, -2)) / std::sqrt(static_cast<double>(d));
        test::check_tensor_close(nn::fused_attention(q, k, v),
                                 at::matmul(at::softmax(scores, -1), v), 1e-5,
                                 "head size " + std::to_string(d));
    }
}

TEST_CASE("SelfAttention keeps heads apart and applies its output projection") {
    const auto state = test::layer_state({{"to_q.weight", {12, 12}},
                                          {"to_k.weight", {12, 12}},
                                          {"to_v.weight", {12, 12}},
                                          {"to_out.0.weight", {12, 12}},
                                          {"to_out.0.bias", {12}}});
    nn::Parameters parameters(state, "test", at::kCPU, at::kFloat);
    const nn::SelfAttention attention(nn::Scope(parameters), 12, 3, nn::Linear::Bias::no);
    const at::Tensor x = test::layer_input({2, 5, 12});
    const auto heads = [&](const char* name) {
        return at::linear(x, test::layer_tensor(state, name)).view({2, 5, 3, 4}).transpose(1, 2);
    };
    const at::Tensor scores =
        at::matmul(heads("to_q.weight"), heads("to_k.weight").transpose(-1, -2)) / 2.0;
    const at::Tensor mixed = at::matmul(at::softmax(scores, -1), heads("to_v.weight"))
                                 .transpose(1, 2)
                                 .reshape({2, 5, 12});
    const at::Tensor want = at::linear(mixed, test::layer_tensor(state, "to_out.0.weight"),
                                       test::layer_tensor(state, "to_out.0.bias"));
    test::check_tensor_close(attention(x), want, 1e-5);
}
