#include <doctest/doctest.h>

#include <cmath>

#include "nn/large_maps.hpp"
#include "support/tensor_check.hpp"
#include "unit/nn/layer_fixture.hpp"

using namespace catvton;

namespace {

constexpr std::int64_t kChannels = 64, kGroups = 8;
constexpr double kTolerance = 5e-6;

/// A norm and convolutions over 64 channels, and what they do one after the other.
struct Layers {
    weights::StateDict state = test::layer_state({{"n.weight", {kChannels}},
                                                  {"n.bias", {kChannels}},
                                                  {"c.weight", {kChannels, kChannels, 3, 3}},
                                                  {"c.bias", {kChannels}},
                                                  {"p.weight", {32, kChannels, 1, 1}},
                                                  {"p.bias", {32}}});
    nn::Parameters parameters{state, "test", at::kCPU, at::kFloat};
    nn::Scope root{parameters};
    nn::GroupNorm norm{root / "n", kGroups, kChannels, 1e-5};
    nn::Conv2d conv{root / "c", kChannels, kChannels};
    nn::Conv2d pointwise{root / "p", kChannels, 32, {1, 1, 0}};

    /// In double: over large channels-last maps LibTorch's own norm is exact to 6e-5 only.
    at::Tensor normalised(const at::Tensor& x) const {
        const auto wide = [&](const char* name) {
            return test::layer_tensor(state, name).to(at::kDouble);
        };
        return at::group_norm(x.to(at::kDouble).contiguous(), kGroups, wide("n.weight"),
                              wide("n.bias"), 1e-5);
    }
};

/// Two maps beyond the size from which on strips are used, 128 MiB in all, away from zero.
at::Tensor large_maps(std::int64_t height) {
    return (test::layer_input({2, kChannels, height, 512}) + 0.5)
        .contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

TEST_CASE("A large map's normalised convolution equals norm, SiLU and convolution of the whole") {
    const Layers layers;
    for (const std::int64_t height : {521, 577}) {
        CAPTURE(height);
        const at::Tensor x = large_maps(height), before = x.clone();
        const at::Tensor want = layers.conv(at::silu(layers.normalised(x)).to(at::kFloat));
        test::check_tensor_close(nn::convolve_normalised(layers.norm, layers.conv, x), want,
                                 kTolerance);
        CHECK(at::equal(x, before));
        const at::Tensor own = nn::convolve_normalised_(layers.norm, layers.conv, x);
        test::check_tensor_close(own, want, kTolerance);
        CHECK(own.data_ptr() == x.data_ptr());
    }
}

TEST_CASE("GroupNorm's affine form has the statistics of the definition, also far from zero") {
    const Layers layers;
    for (const double offset : {0.0, 3.0, -1000.0}) {
        CAPTURE(offset);
        const at::Tensor x = test::layer_input({2, kChannels, 71, 9}) + offset;
        const auto affine = layers.norm.affine(x);
        const at::Tensor normalised =
            x.to(at::kDouble) * affine.scale.to(at::kDouble) + affine.shift.to(at::kDouble);
        // What a float's rounding of the shift leaves.
        test::check_tensor_close(normalised, layers.normalised(x), 1e-6 * (1 + std::abs(offset)));
    }
}

TEST_CASE("A large map's two convolutions equal those of the whole, whoever holds it") {
    const Layers layers;
    for (const std::int64_t batch : {1, 2}) {
        for (const bool shared : {false, true}) {
            CAPTURE(batch);
            CAPTURE(shared);
            at::Tensor x = large_maps(batch == 1 ? 1100 : 521)
                               .slice(0, 0, batch)
                               .contiguous(at::MemoryFormat::ChannelsLast)
                               .clone();
            const at::Tensor before = x.clone(), held = shared ? x : at::Tensor();
            const at::Tensor want = layers.conv(at::silu(layers.normalised(x)).to(at::kFloat));
            const at::Tensor want_shortcut = layers.pointwise(x);
            const auto [normalised, shortcut] =
                nn::convolve_twice(layers.norm, layers.conv, layers.pointwise, std::move(x));
            test::check_tensor_close(normalised, want, kTolerance);
            test::check_tensor_close(shortcut, want_shortcut, kTolerance);
            if (shared) CHECK(at::equal(held, before));
        }
    }
}

TEST_CASE("A map that is doubled to a large one is convolved as the doubled one would be") {
    const Layers layers;
    for (const std::int64_t height : {259, 300}) {
        CAPTURE(height);
        const at::Tensor x = large_maps(height).slice(3, 0, 257);
        const at::Tensor want = layers.conv(at::upsample_nearest2d(x, {2 * height, 514}));
        test::check_tensor_close(nn::convolve_doubled(layers.conv, x), want, kTolerance);
    }
    at::Tensor own = large_maps(521).slice(0, 0, 1).slice(3, 0, 257).clone(
        at::MemoryFormat::ChannelsLast);
    const at::Tensor want = layers.conv(at::upsample_nearest2d(own, {1042, 514}));
    test::check_tensor_close(nn::convolve_doubled(layers.conv, std::move(own)), want, kTolerance);
}
