#include <doctest/doctest.h>

#include "nn/feed_forward.hpp"
#include "support/tensor_check.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

TEST_CASE("FeedForward in chunks of tokens equals GEGLU over all of them") {
    const std::int64_t channels = 16;
    const auto state = test::layer_state({{"net.0.proj.weight", {128, 16}},
                                          {"net.0.proj.bias", {128}},
                                          {"net.2.weight", {16, 64}},
                                          {"net.2.bias", {16}}});
    nn::Parameters parameters(state, "test", at::kCPU, at::kFloat);
    const nn::FeedForward ff(nn::Scope(parameters), channels);
    // The second length needs nine chunks: 16384 rows of 512 bytes fill one.
    for (const std::int64_t tokens : {7, 140000}) {
        const at::Tensor x = test::layer_input({1, tokens, channels});
        const auto halves = at::linear(x, test::layer_tensor(state, "net.0.proj.weight"),
                                       test::layer_tensor(state, "net.0.proj.bias"))
                                .chunk(2, -1);
        const at::Tensor want =
            at::linear(halves[0] * at::gelu(halves[1]), test::layer_tensor(state, "net.2.weight"),
                       test::layer_tensor(state, "net.2.bias"));
        test::check_tensor_close(ff(x), want, 1e-5, std::to_string(tokens) + " tokens");
    }
}
