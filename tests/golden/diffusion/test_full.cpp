#include <doctest/doctest.h>

#include "golden/diffusion/pipeline_golden.hpp"

using namespace catvton;

namespace {

constexpr double kTolerance = 5e-5;

/// Mean, standard deviation (population), smallest and largest value.
at::Tensor stats(const at::Tensor& value) {
    const at::Tensor v = value.to(at::kDouble);
    return at::stack({v.mean(), v.std(false), v.min(), v.max()});
}

/// Every C/16-th channel, the first 64 positions.
at::Tensor recorded_part(const at::Tensor& value) {
    at::Tensor map = value.dim() == 2 ? value.unsqueeze(-1) : value.flatten(2);
    const std::int64_t stride = std::max<std::int64_t>(1, map.size(1) / 16);
    return map.slice(1, 0, map.size(1), stride).slice(2, 0, 64);
}

void check_unet(const diffusion::UNet2DConditionModel& unet) {
    const auto golden = test::GoldenFile::open("diffusion/unet_full.safetensors");
    int checked = 0;
    const auto trace = [&](const std::string& module, const at::Tensor& output) {
        if (!golden.contains(module + ".stats")) return;
        test::check_tensor_close(stats(output), test::golden_tensor(golden, module + ".stats"),
                                 kTolerance, module);
        test::check_tensor_close(recorded_part(output), test::golden_tensor(golden, module + ".slice"),
                                 1e-4, module);
        ++checked;
    };
    const auto timestep = golden.tensor("timestep").values<std::int64_t>()[0];
    const at::Tensor output = unet(test::golden_tensor(golden, "sample"), timestep, trace);
    test::check_tensor_close(output, test::golden_tensor(golden, "output"), kTolerance,
                             "unet_full");
    CHECK(checked == 13);
}

void check_vae(const diffusion::AutoencoderKL& vae) {
    const auto golden = test::GoldenFile::open("diffusion/vae_full_a.safetensors");
    test::check_tensor_close(vae.encode_moments(test::golden_tensor(golden, "image")),
                             test::golden_tensor(golden, "moments"), kTolerance, "moments");
    const at::Tensor latent = test::golden_tensor(golden, "latent") / vae.config().scaling_factor;
    test::check_tensor_close(vae.decode(latent), test::golden_tensor(golden, "decoded"), kTolerance,
                             "decoded");
}

}  // namespace

TEST_CASE("The published widths: UNet, VAE and pipeline") {
    const c10::InferenceMode guard;
    const diffusion::TryOnModel model(test::formula_components({"full", false, 1.0f}), at::kCPU,
                                      at::kFloat);
    check_unet(model.unet());
    check_vae(model.vae());
    CHECK(test::check_pipeline(test::PipelineCase::load("pipeline_full"), model) >= 15);
}
