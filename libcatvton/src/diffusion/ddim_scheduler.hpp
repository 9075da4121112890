#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "diffusion/config.hpp"

namespace catvton::diffusion {

/// DDIM (Song et al., arXiv 2010.02502), leading spacing, for networks that predict the noise
/// (epsilon) or the velocity (v, Salimans and Ho, arXiv 2202.00512), as diffusers' DDIMScheduler
/// computes it: all coefficients are float32.
class DDIMScheduler {
public:
    explicit DDIMScheduler(const SchedulerConfig& config);

    /// The timesteps of a run, largest first. Throws invalid_argument when the first one would lie
    /// outside training.
    std::vector<std::int64_t> timesteps(int num_inference_steps) const;

    /// One step x_t -> x_(t-1). `noise` has the sample's shape and is used when eta > 0.
    at::Tensor step(const at::Tensor& model_output, std::int64_t timestep, const at::Tensor& sample,
                    int num_inference_steps, double eta, const at::Tensor& noise) const;

    /// The estimate of x_0 that a step starts from.
    at::Tensor predict_original(const at::Tensor& model_output, std::int64_t timestep,
                                const at::Tensor& sample) const;

    /// Variance of the noise that eta = 1 adds at this step.
    float variance(std::int64_t timestep, int num_inference_steps) const;

    const std::vector<float>& alphas_cumprod() const noexcept { return alphas_cumprod_; }
    float final_alpha_cumprod() const noexcept { return final_alpha_cumprod_; }

private:
    /// What a network's output says of a noisy sample.
    struct Estimate {
        at::Tensor original;  ///< x_0, clipped where the config says so
        at::Tensor noise;     ///< epsilon
    };

    Estimate estimate(const at::Tensor& model_output, std::int64_t timestep,
                      const at::Tensor& sample) const;
    float previous_alpha(std::int64_t timestep, int num_inference_steps) const;

    SchedulerConfig config_;
    std::vector<float> alphas_cumprod_;
    float final_alpha_cumprod_;
};

}  // namespace catvton::diffusion
