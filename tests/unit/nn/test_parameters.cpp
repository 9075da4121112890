#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "catvton/error.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

TEST_CASE("Parameters list everything that does not fit in one error") {
    const auto state =
        test::layer_state({{"a", {2, 3}}, {"b", {4}}, {"extra", {1}}, {"x.attn2.y", {1}}});
    nn::Parameters parameters(state, "UNet", at::kCPU, at::kFloat);
    parameters.ignore_containing(".attn2.");
    CHECK((parameters.take("a", {2, 3}).sizes() == at::IntArrayRef({2, 3})));
    CHECK((parameters.take("b", {5}).sizes() == at::IntArrayRef({5})));
    CHECK((parameters.take("c", {6}).sizes() == at::IntArrayRef({6})));
    try {
        parameters.finish();
        FAIL("no error");
    } catch (const Error& error) {
        CHECK((error.code() == ErrorCode::corrupt_weights));
        const std::string message = error.what();
        CHECK(message.find("UNet") != std::string::npos);
        CHECK(message.find("3 tensors") != std::string::npos);
        CHECK(message.find("b is [4], must be [5]") != std::string::npos);
        CHECK(message.find("missing c [6]") != std::string::npos);
        CHECK(message.find("unexpected extra [1]") != std::string::npos);
        CHECK(message.find("attn2") == std::string::npos);
    }
}

TEST_CASE("Parameters do not copy what already has the wanted type") {
    const auto state = test::layer_state({{"a", {2, 3}}});
    nn::Parameters parameters(state, "UNet", at::kCPU, at::kFloat);
    CHECK(parameters.take("a", {2, 3}).const_data_ptr() ==
          static_cast<const void*>(state.find("a")->data));
    parameters.finish();
}

TEST_CASE("Parameters convert types and read misaligned tensors") {
    auto bytes = std::make_shared<std::vector<std::byte>>(9);
    const float values[2] = {1.5f, -2.0f};
    std::memcpy(bytes->data() + 1, values, sizeof values);
    weights::StateDict state;
    state.add("a", {weights::DType::f32, {2}, bytes->data() + 1, 8, bytes});
    nn::Parameters parameters(state, "UNet", at::kCPU, at::kBFloat16);
    const at::Tensor a = parameters.take("a", {2});
    CHECK((a.scalar_type() == at::kBFloat16));
    CHECK(a[0].item<float>() == 1.5f);
    CHECK(a[1].item<float>() == -2.0f);
    CHECK(parameters.bytes() == 4);
}
