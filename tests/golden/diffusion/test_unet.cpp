#include <doctest/doctest.h>

#include "diffusion/unet_2d_condition_model.hpp"
#include "support/diffusion_models.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;

namespace {

constexpr double kTolerance = 5e-5;

diffusion::UNet2DConditionModel make_unet(const test::FormulaModel& model,
                                          at::ScalarType dtype = at::kFloat) {
    const weights::ModelComponents components = test::formula_components(model);
    return {diffusion::UNetConfig::from_json(components.unet_config), components.unet, at::kCPU,
            dtype};
}

/// The goldens call a transformer's block "block".
std::string golden_name(std::string module) {
    const std::string ours = ".transformer_blocks.0";
    const auto found = module.find(ours);
    return found == std::string::npos ? module : module.replace(found, ours.size(), ".block");
}

/// Compares every recorded module; returns how many there were.
int check_case(const diffusion::UNet2DConditionModel& unet, const std::string& file) {
    const auto golden = test::GoldenFile::open("diffusion/" + file);
    const auto timestep = golden.tensor("timestep").values<std::int64_t>()[0];
    int checked = 0;
    const auto trace = [&](const std::string& module, const at::Tensor& output) {
        const std::string name = golden_name(module);
        if (!golden.contains(name)) return;
        const at::Tensor want = test::golden_tensor(golden, name);
        // One timestep serves the whole batch here; the reference repeats it for every entry.
        const bool time = name.starts_with("time_");
        test::check_tensor_close(time ? output.expand_as(want) : output, want, kTolerance,
                                 file + " " + name);
        ++checked;
    };
    const at::Tensor output = unet(test::golden_tensor(golden, "sample"), timestep, trace);
    test::check_tensor_close(output, test::golden_tensor(golden, "output"), kTolerance, file);
    return checked;
}

}  // namespace

TEST_CASE("UNet, tiny: every recorded module") {
    const c10::InferenceMode guard;
    const auto unet = make_unet({});
    CHECK(check_case(unet, "unet_tiny_a.safetensors") == 20);
    CHECK(check_case(unet, "unet_tiny_b.safetensors") == 13);
    CHECK(check_case(unet, "unet_tiny_c.safetensors") == 13);
}

TEST_CASE("UNet, tiny: small activations show every epsilon") {
    const c10::InferenceMode guard;
    CHECK(check_case(make_unet({"tiny", false, 0.00390625f}), "unet_tiny_eps.safetensors") == 4);
}

TEST_CASE("UNet, tiny: eight input channels, mask-free") {
    const c10::InferenceMode guard;
    check_case(make_unet({"tiny", true, 1.0f}), "unet_tiny_mask_free.safetensors");
}

TEST_CASE("UNet, tiny: half precision stays as close as the reference's") {
    const c10::InferenceMode guard;
    const auto golden = test::GoldenFile::open("diffusion/unet_tiny_half.safetensors");
    const at::Tensor sample = test::golden_tensor(golden, "sample");
    const at::Tensor exact = test::golden_tensor(golden, "output.float32");
    const double scale = exact.abs().max().item<double>();
    // Twice the largest deviation that the reference shows in that type.
    const at::Tensor bf16 = make_unet({}, at::kBFloat16)(sample.to(at::kBFloat16), 981);
    test::check_tensor_close(bf16.to(at::kFloat), exact, 2 * 0.0407 / scale, "bfloat16");
    const at::Tensor fp16 = make_unet({}, at::kHalf)(sample.to(at::kHalf), 981);
    test::check_tensor_close(fp16.to(at::kFloat), exact, 2 * 0.00493 / scale, "float16");
}
