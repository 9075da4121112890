#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace catvton::diffusion {

/// diffusers' UNet2DConditionModel config: the fields that shape the network.
struct UNetConfig {
    std::int64_t in_channels = 4;  ///< 9 with a mask, 8 mask-free
    std::int64_t out_channels = 4;
    std::vector<std::int64_t> block_out_channels{320, 640, 1280, 1280};
    std::vector<bool> down_block_attention{true, true, true, false};
    std::vector<bool> up_block_attention{false, true, true, true};
    std::int64_t layers_per_block = 2;
    std::vector<std::int64_t> attention_heads{8, 8, 8, 8};  ///< by down block
    std::int64_t norm_num_groups = 32;
    double norm_eps = 1e-5;
    bool flip_sin_to_cos = true;
    double freq_shift = 0.0;
    bool use_linear_projection = false;

    /// Throws corrupt_weights naming the field that is missing, out of range or not supported.
    static UNetConfig from_json(const std::string& text);
};

/// diffusers' AutoencoderKL config.
struct AutoencoderConfig {
    std::int64_t in_channels = 3;
    std::int64_t out_channels = 3;
    std::int64_t latent_channels = 4;
    std::vector<std::int64_t> block_out_channels{128, 256, 512, 512};
    std::int64_t layers_per_block = 2;
    std::int64_t norm_num_groups = 32;
    double scaling_factor = 0.18215;

    /// Pixels of the picture for one latent pixel, per axis.
    std::int64_t downscale() const { return std::int64_t{1} << (block_out_channels.size() - 1); }
    static AutoencoderConfig from_json(const std::string& text);
};

/// What the UNet's output stands for.
enum class PredictionType { epsilon, v_prediction };

/// The numbers that DDIM takes from a scheduler config, whatever class the config names.
struct SchedulerConfig {
    std::int64_t num_train_timesteps = 1000;
    double beta_start = 0.0001;
    double beta_end = 0.02;
    std::string beta_schedule = "linear";
    bool clip_sample = true;
    double clip_sample_range = 1.0;
    bool set_alpha_to_one = true;
    std::int64_t steps_offset = 0;
    PredictionType prediction_type = PredictionType::epsilon;

    static SchedulerConfig from_json(const std::string& text);
};

/// The run that a model was made for; the published one's where it does not say.
struct RunDefaults {
    std::int64_t width = 768;    ///< pixels
    std::int64_t height = 1024;  ///< pixels
    std::int64_t num_inference_steps = 50;

    /// Empty text: all defaults.
    static RunDefaults from_json(const std::string& text);
};

}  // namespace catvton::diffusion
