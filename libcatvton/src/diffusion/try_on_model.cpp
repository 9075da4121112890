#include "diffusion/try_on_model.hpp"

#include "catvton/error.hpp"
#include "runtime/memory.hpp"
#include "runtime/random.hpp"

namespace catvton::diffusion {

namespace {

constexpr int kFiniteCheckInterval = 10;  // steps; each check waits for the device

/// One sum tells whether any element is NaN or infinite; it is far cheaper than looking at each.
void check_finite(const at::Tensor& values, const std::string& what) {
    if (std::isfinite(values.sum(at::kFloat).item<float>())) return;
    if (at::isfinite(values).all().item<bool>()) return;  // large finite values overflowed the sum
    throw Error(ErrorCode::numeric,
                what + " hold NaN or infinity: use fp32, or check that the weights are sound");
}

/// What a stage leaves free between its large maps would add to the next one's peak.
void release_between_stages(at::Device device) {
    if (device.is_cpu()) runtime::release_cached_memory(device);
}

bool is_mask_free(const UNetConfig& unet, std::int64_t latent_channels) {
    if (unet.out_channels == latent_channels) {
        if (unet.in_channels == 2 * latent_channels + 1) return false;
        if (unet.in_channels == 2 * latent_channels) return true;
    }
    throw Error(ErrorCode::corrupt_weights,
                "UNet config: " + std::to_string(unet.in_channels) + " input and " +
                    std::to_string(unet.out_channels) + " output channels do not fit a VAE of " +
                    std::to_string(latent_channels) + " latent channels");
}

}  // namespace

/// What stays the same over all steps.
struct TryOnModel::Conditions {
    at::Tensor
        fixed_input;  ///< channels of the UNet's input behind the latents; doubled when guided
    std::vector<std::int64_t> latent_shape;
    bool guided;
};

TryOnModel::TryOnModel(const weights::ModelComponents& components, at::Device device,
                       at::ScalarType dtype)
    : device_(device),
      dtype_(dtype),
      unet_(UNetConfig::from_json(components.unet_config), components.unet, device, dtype),
      vae_(AutoencoderConfig::from_json(components.vae_config), components.vae, device, dtype),
      scheduler_(SchedulerConfig::from_json(components.scheduler_config)),
      mask_free_(is_mask_free(unet_.config(), vae_.config().latent_channels)),
      concat_axis_(mask_free_ ? 3 : 2) {}

at::Tensor TryOnModel::draw(at::IntArrayRef shape, at::Generator& generator) const {
    return at::randn(shape, generator, at::TensorOptions().device(device_).dtype(dtype_));
}

at::Tensor TryOnModel::encode(const at::Tensor& image, at::Generator& generator,
                              const std::string& name, const Trace& trace) const {
    const LatentDistribution posterior = vae_.encode(image.to(device_, dtype_));
    const at::Tensor noise =
        observed(trace, name + "_noise", draw(posterior.mean.sizes(), generator));
    observed(trace, name + "_mean", posterior.mean);
    observed(trace, name + "_std", posterior.std);
    const at::Tensor latent =
        (posterior.mean + posterior.std * noise) * vae_.config().scaling_factor;
    return observed(trace, name + "_latent", latent);
}

TryOnModel::Conditions TryOnModel::prepare_conditions(const TryOnInputs& inputs, bool guided,
                                                      at::Generator& generator,
                                                      const Trace& trace) const {
    const at::Tensor visible = mask_free_ ? inputs.person : inputs.person * (inputs.mask < 0.5);
    const at::Tensor person = encode(visible, generator, "person", trace);
    const at::Tensor cloth = encode(inputs.cloth, generator, "garment", trace);
    at::Tensor fixed = at::cat({person, cloth}, concat_axis_);
    const std::vector<std::int64_t> latent_shape = fixed.sizes().vec();
    if (guided) {
        const at::Tensor no_cloth = at::cat({person, at::zeros_like(cloth)}, concat_axis_);
        fixed = at::cat({no_cloth, fixed}, 0);
    }
    if (!mask_free_) {
        const at::Tensor mask =
            at::upsample_nearest2d(inputs.mask, person.sizes().slice(2)).to(device_, dtype_);
        at::Tensor both = at::cat({mask, at::zeros_like(mask)}, concat_axis_);
        if (guided) both = at::cat({both, both}, 0);
        fixed = at::cat({both, fixed}, 1);
    }
    return {fixed, latent_shape, guided};
}

at::Tensor TryOnModel::predict_noise(const at::Tensor& latents, const Conditions& conditions,
                                     std::int64_t timestep, double guidance_scale,
                                     const Trace& trace) const {
    const at::Tensor doubled = conditions.guided ? at::cat({latents, latents}, 0) : latents;
    const at::Tensor input = at::cat({doubled, conditions.fixed_input}, 1);
    observed(trace, "unet_in", input);
    const at::Tensor output = observed(trace, "unet_out", unet_(input, timestep));
    if (!conditions.guided) return output;
    const auto halves = output.chunk(2, 0);
    return halves[0] + (halves[1] - halves[0]) * guidance_scale;
}

at::Tensor TryOnModel::denoise(const Conditions& conditions, const SamplingOptions& options,
                               at::Generator& generator, const SamplingHooks& hooks) const {
    const std::vector<std::int64_t> timesteps = scheduler_.timesteps(options.num_inference_steps);
    at::Tensor latents = observed(hooks.trace, "latents", draw(conditions.latent_shape, generator));
    for (int i = 0; i < options.num_inference_steps; ++i) {
        const std::int64_t t = timesteps[static_cast<std::size_t>(i)];
        const at::Tensor noise_pred =
            observed(hooks.trace, "noise_pred",
                     predict_noise(latents, conditions, t, options.guidance_scale, hooks.trace));
        const bool preview =
            hooks.preview && options.preview_every > 0 && (i + 1) % options.preview_every == 0;
        const at::Tensor estimate =
            preview ? scheduler_.predict_original(noise_pred, t, latents) : at::Tensor();
        at::Tensor noise;
        if (options.eta > 0) {
            noise =
                observed(hooks.trace, "variance_noise", draw(conditions.latent_shape, generator));
        }
        latents = scheduler_.step(noise_pred, t, latents, options.num_inference_steps, options.eta,
                                  noise);
        observed(hooks.trace, "latents", latents);
        const bool last = i + 1 == options.num_inference_steps;
        if (last || (i + 1) % kFiniteCheckInterval == 0) {
            check_finite(latents, "the latents after step " + std::to_string(i + 1));
        }
        if (preview) hooks.preview(decode_person(estimate, {}), i + 1);
        if (hooks.progress) hooks.progress(Stage::denoise, i + 1);
    }
    return latents;
}

at::Tensor TryOnModel::decode_person(const at::Tensor& latents, const Trace& trace) const {
    const at::Tensor person =
        latents.chunk(2, concat_axis_)[0] * (1.0 / vae_.config().scaling_factor);
    return vae_.decode(observed(trace, "decoder_in", person)).to(at::kFloat);
}

at::Tensor TryOnModel::operator()(const TryOnInputs& inputs, const SamplingOptions& options,
                                  const SamplingHooks& hooks) const {
    at::Generator generator = runtime::make_generator(device_, options.seed);
    if (hooks.progress) hooks.progress(Stage::encode, 0);
    const Conditions conditions =
        prepare_conditions(inputs, options.guidance_scale > 1.0, generator, hooks.trace);
    release_between_stages(device_);
    if (hooks.progress) hooks.progress(Stage::denoise, 0);
    const at::Tensor latents = denoise(conditions, options, generator, hooks);
    release_between_stages(device_);
    if (hooks.progress) hooks.progress(Stage::decode, options.num_inference_steps);
    const at::Tensor decoded = decode_person(latents, hooks.trace);
    release_between_stages(device_);
    check_finite(decoded, "the decoded picture's values");
    return observed(hooks.trace, "decoded", decoded);
}

}  // namespace catvton::diffusion
