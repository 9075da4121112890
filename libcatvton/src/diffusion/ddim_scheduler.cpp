#include "diffusion/ddim_scheduler.hpp"

#include <algorithm>
#include <cmath>

#include "catvton/error.hpp"

namespace catvton::diffusion {

namespace {

at::Tensor betas(const SchedulerConfig& config) {
    const auto options = at::TensorOptions().dtype(at::kFloat);
    if (config.beta_schedule == "linear") {
        return at::linspace(config.beta_start, config.beta_end, config.num_train_timesteps,
                            options);
    }
    const at::Tensor roots = at::linspace(std::sqrt(config.beta_start), std::sqrt(config.beta_end),
                                          config.num_train_timesteps, options);
    return roots * roots;
}

}  // namespace

DDIMScheduler::DDIMScheduler(const SchedulerConfig& config) : config_(config) {
    const at::Tensor alphas = at::cumprod(1 - betas(config), 0);
    alphas_cumprod_.assign(alphas.const_data_ptr<float>(),
                           alphas.const_data_ptr<float>() + alphas.numel());
    final_alpha_cumprod_ = config.set_alpha_to_one ? 1.0f : alphas_cumprod_.front();
}

std::vector<std::int64_t> DDIMScheduler::timesteps(int num_inference_steps) const {
    const std::int64_t train = config_.num_train_timesteps;
    if (num_inference_steps < 1 || num_inference_steps > train) {
        throw Error(ErrorCode::invalid_argument, "num_inference_steps is " +
                                                     std::to_string(num_inference_steps) +
                                                     ": must be 1 to " + std::to_string(train));
    }
    const std::int64_t ratio = train / num_inference_steps;
    std::vector<std::int64_t> steps;
    for (std::int64_t i = num_inference_steps - 1; i >= 0; --i) {
        steps.push_back(i * ratio + config_.steps_offset);
    }
    if (steps.front() >= train) {
        throw Error(ErrorCode::invalid_argument,
                    "num_inference_steps is " + std::to_string(num_inference_steps) +
                        ": the first timestep would be " + std::to_string(steps.front()) +
                        ", beyond the " + std::to_string(train) + " of training; use fewer steps");
    }
    return steps;
}

float DDIMScheduler::previous_alpha(std::int64_t timestep, int num_inference_steps) const {
    const std::int64_t previous = timestep - config_.num_train_timesteps / num_inference_steps;
    return previous >= 0 ? alphas_cumprod_[static_cast<std::size_t>(previous)]
                         : final_alpha_cumprod_;
}

float DDIMScheduler::variance(std::int64_t timestep, int num_inference_steps) const {
    const float alpha = alphas_cumprod_[static_cast<std::size_t>(timestep)];
    const float alpha_previous = previous_alpha(timestep, num_inference_steps);
    return (1 - alpha_previous) / (1 - alpha) * (1 - alpha / alpha_previous);
}

DDIMScheduler::Estimate DDIMScheduler::estimate(const at::Tensor& model_output,
                                                std::int64_t timestep,
                                                const at::Tensor& sample) const {
    const float alpha = alphas_cumprod_[static_cast<std::size_t>(timestep)];
    const float signal = std::sqrt(alpha), noise = std::sqrt(1 - alpha);
    Estimate estimate;
    if (config_.prediction_type == PredictionType::epsilon) {
        estimate = {(sample - model_output * noise) / signal, model_output};
    } else {
        estimate = {sample * signal - model_output * noise, model_output * signal + sample * noise};
    }
    if (config_.clip_sample) {
        estimate.original.clamp_(-config_.clip_sample_range, config_.clip_sample_range);
    }
    return estimate;
}

at::Tensor DDIMScheduler::predict_original(const at::Tensor& model_output, std::int64_t timestep,
                                           const at::Tensor& sample) const {
    return estimate(model_output, timestep, sample).original;
}

at::Tensor DDIMScheduler::step(const at::Tensor& model_output, std::int64_t timestep,
                               const at::Tensor& sample, int num_inference_steps, double eta,
                               const at::Tensor& noise) const {
    const float alpha_previous = previous_alpha(timestep, num_inference_steps);
    const float sigma =
        static_cast<float>(eta) * std::sqrt(variance(timestep, num_inference_steps));
    // Rounding can push the square root's argument below zero when eta is 1 and alpha_previous
    // close to 1.
    const float direction = std::sqrt(std::max(0.0f, 1 - alpha_previous - sigma * sigma));
    const Estimate now = estimate(model_output, timestep, sample);
    at::Tensor previous = now.original * std::sqrt(alpha_previous) + now.noise * direction;
    if (eta > 0) previous += noise * sigma;
    return previous;
}

}  // namespace catvton::diffusion
