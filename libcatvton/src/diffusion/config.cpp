#include "diffusion/config.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "catvton/error.hpp"

namespace catvton::diffusion {

namespace {

using nlohmann::json;

constexpr std::int64_t kMaxChannels = 16384;

[[noreturn]] void refuse(const std::string& what, const std::string& field,
                         const std::string& rule) {
    throw Error(ErrorCode::corrupt_weights, what + " config: '" + field + "' " + rule);
}

/// Typed access to the fields of one config, with the defaults of diffusers.
class Fields {
public:
    Fields(std::string what, const std::string& text) : what_(std::move(what)) {
        json_ = json::parse(text, nullptr, false);
        if (!json_.is_object()) {
            throw Error(ErrorCode::corrupt_weights, what_ + " config is not a JSON object");
        }
    }

    std::int64_t integer(const char* name, std::int64_t otherwise, std::int64_t low,
                         std::int64_t high) const {
        return has(name) ? check_integer(json_[name], name, low, high) : otherwise;
    }

    std::vector<std::int64_t> integers(const char* name, std::int64_t low,
                                       std::int64_t high) const {
        if (!has(name) || !json_[name].is_array() || json_[name].empty() ||
            json_[name].size() > 8) {
            refuse(what_, name, "must be a list of 1 to 8 integers");
        }
        std::vector<std::int64_t> values;
        for (const json& value : json_[name])
            values.push_back(check_integer(value, name, low, high));
        return values;
    }

    double number(const char* name, double otherwise, double low, double high) const {
        if (!has(name)) return otherwise;
        const double value = json_[name].is_number() ? json_[name].get<double>() : std::nan("");
        if (value >= low && value <= high) return value;
        refuse(what_, name,
               "is " + json_[name].dump() + ", must be a number from " + std::to_string(low) +
                   " to " + std::to_string(high));
    }

    bool boolean(const char* name, bool otherwise) const {
        if (!has(name)) return otherwise;
        if (!json_[name].is_boolean()) refuse(what_, name, "must be true or false");
        return json_[name].get<bool>();
    }

    std::string text(const char* name, const std::string& otherwise) const {
        if (!has(name)) return otherwise;
        if (!json_[name].is_string()) refuse(what_, name, "must be a string");
        return json_[name].get<std::string>();
    }

    std::vector<std::string> texts(const char* name, std::size_t count) const {
        const std::string rule = "must be a list of " + std::to_string(count) + " strings";
        if (!has(name) || !json_[name].is_array() || json_[name].size() != count) {
            refuse(what_, name, rule);
        }
        std::vector<std::string> values;
        for (const json& value : json_[name]) {
            if (!value.is_string()) refuse(what_, name, rule);
            values.push_back(value.get<std::string>());
        }
        return values;
    }

    /// An architecture choice that this library implements in one way only.
    void require(const char* name, const json& supported) const {
        if (has(name) && json_[name] != supported) {
            refuse(what_, name,
                   "is " + json_[name].dump() + ": only " + supported.dump() + " is supported");
        }
    }

    /// Absent and null mean the default, as in diffusers.
    bool has(const char* name) const { return json_.contains(name) && !json_[name].is_null(); }
    bool is_list(const char* name) const { return has(name) && json_[name].is_array(); }
    const std::string& what() const { return what_; }

private:
    std::int64_t check_integer(const json& value, const char* name, std::int64_t low,
                               std::int64_t high) const {
        if (value.is_number_integer()) {
            const auto number = value.get<std::int64_t>();
            if (number >= low && number <= high) return number;
        }
        refuse(what_, name,
               "is " + value.dump() + ", must be an integer from " + std::to_string(low) + " to " +
                   std::to_string(high));
    }

    std::string what_;
    json json_;
};

/// Which of the named blocks carry attention.
std::vector<bool> attention_flags(const Fields& fields, const char* name, std::size_t count,
                                  const std::string& plain, const std::string& attention) {
    std::vector<bool> flags;
    for (const std::string& type : fields.texts(name, count)) {
        if (type != plain && type != attention) {
            refuse(fields.what(), name,
                   "names '" + type + "': only " + plain + " and " + attention + " are supported");
        }
        flags.push_back(type == attention);
    }
    return flags;
}

void check_divisible(const std::string& what, const std::vector<std::int64_t>& channels,
                     const char* field, std::int64_t divisor) {
    for (const std::int64_t count : channels) {
        if (count % divisor != 0) {
            refuse(what, field,
                   "is " + std::to_string(divisor) + ", which does not divide " +
                       std::to_string(count) + " channels");
        }
    }
}

}  // namespace

UNetConfig UNetConfig::from_json(const std::string& text) {
    const Fields fields("UNet", text);
    UNetConfig config;
    config.in_channels = fields.integer("in_channels", 4, 1, 64);
    config.out_channels = fields.integer("out_channels", 4, 1, 64);
    config.block_out_channels = fields.integers("block_out_channels", 1, kMaxChannels);
    const std::size_t blocks = config.block_out_channels.size();
    config.down_block_attention =
        attention_flags(fields, "down_block_types", blocks, "DownBlock2D", "CrossAttnDownBlock2D");
    config.up_block_attention =
        attention_flags(fields, "up_block_types", blocks, "UpBlock2D", "CrossAttnUpBlock2D");
    config.layers_per_block = fields.integer("layers_per_block", 2, 1, 8);
    // In SD 1.5 configs attention_head_dim is, by an old mistake of naming, the number of heads.
    const char* const heads =
        fields.has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
    config.attention_heads =
        fields.is_list(heads) ? fields.integers(heads, 1, 256)
                              : std::vector<std::int64_t>(blocks, fields.integer(heads, 8, 1, 256));
    if (config.attention_heads.size() != blocks) {
        refuse("UNet", heads, "must have one entry for each block");
    }
    config.norm_num_groups = fields.integer("norm_num_groups", 32, 1, kMaxChannels);
    check_divisible("UNet", config.block_out_channels, "norm_num_groups", config.norm_num_groups);
    for (std::size_t i = 0; i < blocks; ++i) {
        check_divisible("UNet", {config.block_out_channels[i]}, heads, config.attention_heads[i]);
    }
    config.norm_eps = fields.number("norm_eps", 1e-5, 1e-12, 1.0);
    config.flip_sin_to_cos = fields.boolean("flip_sin_to_cos", true);
    config.freq_shift = fields.number("freq_shift", 0.0, 0.0, 1.0);
    config.use_linear_projection = fields.boolean("use_linear_projection", false);
    fields.require("act_fn", "silu");
    fields.require("center_input_sample", false);
    fields.require("downsample_padding", 1);
    fields.require("mid_block_scale_factor", 1);
    fields.require("transformer_layers_per_block", 1);
    fields.require("resnet_time_scale_shift", "default");
    fields.require("dual_cross_attention", false);
    return config;
}

AutoencoderConfig AutoencoderConfig::from_json(const std::string& text) {
    const Fields fields("VAE", text);
    AutoencoderConfig config;
    config.in_channels = fields.integer("in_channels", 3, 3, 3);
    config.out_channels = fields.integer("out_channels", 3, 3, 3);
    config.latent_channels = fields.integer("latent_channels", 4, 1, 64);
    config.block_out_channels = fields.integers("block_out_channels", 1, kMaxChannels);
    const std::size_t blocks = config.block_out_channels.size();
    attention_flags(fields, "down_block_types", blocks, "DownEncoderBlock2D", "DownEncoderBlock2D");
    attention_flags(fields, "up_block_types", blocks, "UpDecoderBlock2D", "UpDecoderBlock2D");
    config.layers_per_block = fields.integer("layers_per_block", 1, 1, 8);
    config.norm_num_groups = fields.integer("norm_num_groups", 32, 1, kMaxChannels);
    check_divisible("VAE", config.block_out_channels, "norm_num_groups", config.norm_num_groups);
    config.scaling_factor = fields.number("scaling_factor", 0.18215, 1e-6, 1e6);
    fields.require("act_fn", "silu");
    fields.require("mid_block_add_attention", true);
    return config;
}

SchedulerConfig SchedulerConfig::from_json(const std::string& text) {
    const Fields fields("scheduler", text);
    SchedulerConfig config;
    config.num_train_timesteps = fields.integer("num_train_timesteps", 1000, 1, 100000);
    config.beta_start = fields.number("beta_start", 0.0001, 0.0, 1.0);
    config.beta_end = fields.number("beta_end", 0.02, 0.0, 1.0);
    config.beta_schedule = fields.text("beta_schedule", "linear");
    if (config.beta_schedule != "linear" && config.beta_schedule != "scaled_linear") {
        refuse("scheduler", "beta_schedule",
               "is '" + config.beta_schedule + "': only linear and scaled_linear are supported");
    }
    config.clip_sample = fields.boolean("clip_sample", true);
    config.clip_sample_range = fields.number("clip_sample_range", 1.0, 0.0, 1e6);
    config.set_alpha_to_one = fields.boolean("set_alpha_to_one", true);
    config.steps_offset = fields.integer("steps_offset", 0, 0, 1000);
    const std::string prediction = fields.text("prediction_type", "epsilon");
    if (prediction == "v_prediction") {
        config.prediction_type = PredictionType::v_prediction;
    } else if (prediction != "epsilon") {
        refuse("scheduler", "prediction_type",
               "is '" + prediction + "': only epsilon and v_prediction are supported");
    }
    fields.require("timestep_spacing", "leading");
    fields.require("thresholding", false);
    fields.require("rescale_betas_zero_snr", false);
    if (fields.has("trained_betas")) refuse("scheduler", "trained_betas", "is not supported");
    return config;
}

RunDefaults RunDefaults::from_json(const std::string& text) {
    RunDefaults defaults;
    if (text.empty()) return defaults;
    const Fields fields("run_defaults", text);
    defaults.width = fields.integer("width", defaults.width, 64, 2048);
    defaults.height = fields.integer("height", defaults.height, 64, 2048);
    if (defaults.width % 8 != 0) refuse(fields.what(), "width", "must be a multiple of 8");
    if (defaults.height % 8 != 0) refuse(fields.what(), "height", "must be a multiple of 8");
    defaults.num_inference_steps =
        fields.integer("num_inference_steps", defaults.num_inference_steps, 1, 999);
    return defaults;
}

}  // namespace catvton::diffusion
