#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "nn/fused_convolutions.hpp"
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
                                                  {"few.weight", {3, kChannels, 3, 3}},
                                                  {"few.bias", {3}},
                                                  {"p.weight", {32, kChannels, 1, 1}},
                                                  {"p.bias", {32}}});
    nn::Parameters parameters{state, "test", at::kCPU, at::kFloat};
    nn::Scope root{parameters};
    nn::GroupNorm norm{root / "n", kGroups, kChannels, 1e-5};
    nn::Conv2d conv{root / "c", kChannels, kChannels};
    nn::Conv2d to_few{root / "few", kChannels, 3};  // not by Winograd's algorithm
    nn::Conv2d pointwise{root / "p", kChannels, 32, {1, 1, 0}};

    /// In double: over large channels-last maps LibTorch's own norm is exact to 6e-5 only.
    at::Tensor normalised(const at::Tensor& x) const {
        const auto wide = [&](const char* name) {
            return test::layer_tensor(state, name).to(at::kDouble);
        };
        return at::group_norm(x.to(at::kDouble).contiguous(), kGroups, wide("n.weight"),
                              wide("n.bias"), 1e-5);
    }
    at::Tensor activated(const at::Tensor& x) const {
        return at::silu(normalised(x)).to(at::kFloat);
    }
};

at::Tensor channels_last(const at::Tensor& x) { return x.clone(at::MemoryFormat::ChannelsLast); }

/// Away from zero. Below and beyond the size from which on memory is saved, 128 MiB in all; with
/// one chunk of tiles for several maps, and many for one; of sides that no tile divides.
std::vector<at::Tensor> inputs() {
    std::vector<at::Tensor> maps;
    for (const auto& [batch, height, width] :
         {std::tuple{3, 1, 1}, {2, 5, 9}, {1, 23, 70}, {2, 61, 45}, {1, 90, 801}, {2, 521, 512}}) {
        maps.push_back(channels_last(test::layer_input({batch, kChannels, height, width}) + 0.5));
    }
    return maps;
}

}  // namespace

TEST_CASE("A normalised convolution equals norm, SiLU and convolution one after the other") {
    const Layers layers;
    const at::Tensor bias = test::layer_input({kChannels});
    for (const at::Tensor& x : inputs()) {
        CAPTURE(x.size(0));
        CAPTURE(x.size(2));
        const at::Tensor before = x.clone(), activated = layers.activated(x);
        const at::Tensor want = layers.conv(activated);
        test::check_tensor_close(nn::convolve_normalised(layers.norm, layers.conv, x), want,
                                 kTolerance);
        test::check_tensor_close(nn::convolve_normalised(layers.norm, layers.conv, x, bias),
                                 want + bias.view({1, -1, 1, 1}), kTolerance);
        test::check_tensor_close(nn::convolve_normalised(layers.norm, layers.to_few, x),
                                 layers.to_few(activated), kTolerance);
        test::check_tensor_close(
            nn::convolve_normalised(layers.norm, layers.to_few, x, bias.slice(0, 0, 3)),
            layers.to_few(activated) + bias.slice(0, 0, 3).view({1, -1, 1, 1}), kTolerance);
        CHECK(at::equal(x, before));
    }
    const at::Tensor rows = test::layer_input({1, kChannels, 9, 7});  // not channels-last
    test::check_tensor_close(nn::convolve_normalised(layers.norm, layers.conv, rows),
                             layers.conv(layers.activated(rows)), kTolerance);
}

TEST_CASE(
    "A normalised convolution onto a shortcut takes its memory only if nobody else holds it") {
    const Layers layers;
    for (const at::Tensor& x : inputs()) {
        CAPTURE(x.size(0));
        CAPTURE(x.size(2));
        at::Tensor shortcut = channels_last(test::layer_input(x.sizes()));
        const at::Tensor kept = shortcut.clone();
        const at::Tensor want = layers.conv(layers.activated(x)) + shortcut;
        const at::Tensor result =
            nn::convolve_normalised_onto(layers.norm, layers.conv, x, shortcut);
        test::check_tensor_close(result, want, kTolerance);
        CHECK(at::equal(shortcut, kept));
        const void* const memory = shortcut.data_ptr();
        const at::Tensor own =
            nn::convolve_normalised_onto(layers.norm, layers.conv, x, std::move(shortcut));
        CHECK(at::equal(own, result));
        CHECK(own.data_ptr() == memory);
        // Of another layout: its memory would hold the result in the wrong order.
        const at::Tensor other = nn::convolve_normalised_onto(
            layers.norm, layers.conv, x, kept.clone(at::MemoryFormat::Contiguous));
        CHECK(at::equal(other, result));
    }
    const at::Tensor x = channels_last(test::layer_input({2, kChannels, 7, 5}));
    const at::Tensor few = test::layer_input({2, 3, 7, 5});
    test::check_tensor_close(nn::convolve_normalised_onto(layers.norm, layers.to_few, x, few),
                             layers.to_few(layers.activated(x)) + few, kTolerance);
}

TEST_CASE("GroupNorm's affine form has the statistics of the definition, also far from zero") {
    const Layers layers;
    for (const double offset : {0.0, 3.0, -1000.0}) {
        for (const std::int64_t width : {1, 9, 161}) {
            CAPTURE(offset);
            CAPTURE(width);
            const at::Tensor x = test::layer_input({2, kChannels, 71, width}) + offset;
            const auto affine = layers.norm.affine(x);
            const auto wide = [](const at::Tensor& values) {
                return values.to(at::kDouble).view({2, kChannels, 1, 1});
            };
            const at::Tensor normalised =
                x.to(at::kDouble) * wide(affine.scale) + wide(affine.shift);
            // What a float's rounding of the shift leaves.
            test::check_tensor_close(normalised, layers.normalised(x),
                                     1e-6 * (1 + std::abs(offset)));
        }
    }
}

TEST_CASE("GroupNorm with SiLU equals both, far from zero too") {
    const Layers layers;
    const at::Tensor x = channels_last(test::layer_input({2, kChannels, 33, 17}));
    test::check_tensor_close(layers.norm.with_silu(x), layers.activated(x), kTolerance);
    const nn::ChannelAffine same{at::ones({1, kChannels}), at::zeros({1, kChannels})};
    const at::Tensor all =
        at::linspace(-200, 200, 4 * kChannels * 25, at::kFloat).view({1, kChannels, 4, 25});
    test::check_tensor_close(nn::normalise_silu(same, all),
                             at::silu(all.to(at::kDouble)).to(at::kFloat), 1e-6);
    const float infinity = std::numeric_limits<float>::infinity();
    const at::Tensor huge = at::full({1, kChannels, 1, 1}, 3e38f);
    CHECK(at::equal(nn::normalise_silu(same, huge), huge));
    CHECK(nn::normalise_silu(same, huge * infinity).isinf().all().item<bool>());
    CHECK(nn::normalise_silu(same, huge * NAN).isnan().all().item<bool>());
}

TEST_CASE("A map's two convolutions equal those of the whole, whoever holds it") {
    const Layers layers;
    const at::Tensor bias = test::layer_input({kChannels});
    for (const std::int64_t batch : {1, 2}) {
        for (const bool shared : {false, true}) {
            CAPTURE(batch);
            CAPTURE(shared);
            at::Tensor x = channels_last(
                test::layer_input({batch, kChannels, batch == 1 ? 1101 : 521, 512}) + 0.5);
            const at::Tensor before = x.clone(), held = shared ? x : at::Tensor();
            const at::Tensor want = layers.conv(layers.activated(x)) + bias.view({1, -1, 1, 1});
            const at::Tensor want_shortcut = layers.pointwise(x);
            const auto [normalised, shortcut] =
                nn::convolve_twice(layers.norm, layers.conv, layers.pointwise, std::move(x), bias);
            test::check_tensor_close(normalised, want, kTolerance);
            test::check_tensor_close(shortcut, want_shortcut, kTolerance);
            if (shared) CHECK(at::equal(held, before));
        }
    }
}

TEST_CASE("A map is convolved at twice its size as the doubled one would be") {
    const Layers layers;
    for (at::Tensor& x : inputs()) {
        CAPTURE(x.size(0));
        CAPTURE(x.size(2));
        const at::Tensor doubled = at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)});
        const at::Tensor before = x.clone();
        test::check_tensor_close(nn::convolve_doubled(layers.conv, x), layers.conv(doubled),
                                 kTolerance);
        CHECK(at::equal(x, before));
        test::check_tensor_close(nn::convolve_doubled(layers.to_few, x), layers.to_few(doubled),
                                 kTolerance);
    }
    at::Tensor own = channels_last(test::layer_input({1, kChannels, 1101, 512}));
    const at::Tensor want = layers.conv(at::upsample_nearest2d(own, {2202, 1024}));
    test::check_tensor_close(nn::convolve_doubled(layers.conv, std::move(own)), want, kTolerance);
}
