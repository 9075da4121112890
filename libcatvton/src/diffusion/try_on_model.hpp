#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>

#include "catvton/options.hpp"
#include "diffusion/autoencoder_kl.hpp"
#include "diffusion/ddim_scheduler.hpp"
#include "diffusion/trace.hpp"
#include "diffusion/unet_2d_condition_model.hpp"
#include "weights/model_source.hpp"

namespace catvton::diffusion {

/// The pictures as the networks take them: float32, NCHW, one size, any device.
struct TryOnInputs {
    at::Tensor person;  ///< [batch, 3, H, W] in -1..1
    at::Tensor cloth;   ///< the same
    at::Tensor mask;    ///< [batch, 1, H, W], 0 or 1; undefined for a mask-free model
};

struct SamplingOptions {
    int num_inference_steps = 50;
    double guidance_scale = 2.5;
    double eta = 1.0;
    std::int64_t seed = 42;
    int preview_every = 0;  ///< 0: no previews
};

/// What a caller may hear of a run. Each may be empty; what they throw ends the run.
struct SamplingHooks {
    std::function<void(Stage stage, int step)>
        progress;  ///< a stage begins, or a denoising step has finished
    std::function<void(const at::Tensor& decoded, int step)>
        preview;  ///< decoded estimate of the result
    Trace trace;  ///< the values of the run, named as in diffusers' pipeline
};

/// CatVTON's sampling: person and cloth latents side by side through the UNet, DDIM, guidance
/// against an empty cloth. Immutable after construction; needs the caller's inference mode.
class TryOnModel {
public:
    TryOnModel(const weights::ModelComponents& components, at::Device device, at::ScalarType dtype);

    /// float32 [batch, 3, H', W'], nominally in -1..1, not clamped; H' and W' are H and W cut to
    /// multiples of 8. Throws numeric when latents or picture hold NaN or infinity.
    at::Tensor operator()(const TryOnInputs& inputs, const SamplingOptions& options,
                          const SamplingHooks& hooks = {}) const;

    bool mask_free() const noexcept { return mask_free_; }
    const UNet2DConditionModel& unet() const noexcept { return unet_; }
    const AutoencoderKL& vae() const noexcept { return vae_; }
    const DDIMScheduler& scheduler() const noexcept { return scheduler_; }

private:
    struct Conditions;

    at::Tensor encode(const at::Tensor& image, at::Generator& generator, const std::string& name,
                      const Trace& trace) const;
    Conditions prepare_conditions(const TryOnInputs& inputs, bool guided, at::Generator& generator,
                                  const Trace& trace) const;
    at::Tensor denoise(const Conditions& conditions, const SamplingOptions& options,
                       at::Generator& generator, const SamplingHooks& hooks) const;
    at::Tensor predict_noise(const at::Tensor& latents, const Conditions& conditions,
                             std::int64_t timestep, double guidance_scale,
                             const Trace& trace) const;
    at::Tensor decode_person(const at::Tensor& latents, const Trace& trace) const;
    at::Tensor draw(at::IntArrayRef shape, at::Generator& generator) const;

    at::Device device_;
    at::ScalarType dtype_;
    UNet2DConditionModel unet_;
    AutoencoderKL vae_;
    DDIMScheduler scheduler_;
    bool mask_free_;
    std::int64_t concat_axis_;  ///< 2: cloth below the person; 3: beside the person
};

}  // namespace catvton::diffusion
