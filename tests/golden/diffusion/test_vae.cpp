#include <doctest/doctest.h>

#include "diffusion/autoencoder_kl.hpp"
#include "support/diffusion_models.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;

namespace {

constexpr double kTolerance = 5e-5;

diffusion::AutoencoderKL make_vae(const test::FormulaModel& model) {
    const weights::ModelComponents components = test::formula_components(model);
    return {diffusion::AutoencoderConfig::from_json(components.vae_config), components.vae,
            at::kCPU, at::kFloat};
}

int check_case(const diffusion::AutoencoderKL& vae, const std::string& file) {
    const auto golden = test::GoldenFile::open("diffusion/" + file);
    int checked = 0;
    const auto trace = [&](const std::string& module, const at::Tensor& output) {
        if (!golden.contains(module)) return;
        test::check_tensor_close(output, test::golden_tensor(golden, module), kTolerance,
                                 file + " " + module);
        ++checked;
    };
    const at::Tensor image = test::golden_tensor(golden, "image");
    test::check_tensor_close(vae.encode_moments(image, trace),
                             test::golden_tensor(golden, "moments"), kTolerance, file + " moments");
    const auto posterior = vae.encode(image);
    test::check_tensor_close(posterior.std, test::golden_tensor(golden, "std"), kTolerance,
                             file + " std");
    const double factor = vae.config().scaling_factor;
    const at::Tensor latent =
        (posterior.mean + posterior.std * test::golden_tensor(golden, "noise")) * factor;
    test::check_tensor_close(latent, test::golden_tensor(golden, "latent"), kTolerance,
                             file + " latent");
    const at::Tensor decoded = vae.decode(test::golden_tensor(golden, "latent") / factor, trace);
    test::check_tensor_close(decoded, test::golden_tensor(golden, "decoded"), kTolerance,
                             file + " decoded");
    return checked;
}

}  // namespace

TEST_CASE("VAE, tiny: encoder and decoder, every recorded module") {
    const c10::InferenceMode guard;
    const auto vae = make_vae({});
    CHECK(check_case(vae, "vae_tiny_a.safetensors") == 14);
    check_case(vae, "vae_tiny_b.safetensors");
}

TEST_CASE("VAE, tiny: small activations show every epsilon") {
    const c10::InferenceMode guard;
    check_case(make_vae({"tiny", false, 0.00390625f}), "vae_tiny_eps.safetensors");
}
