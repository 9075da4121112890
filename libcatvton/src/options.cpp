#include "catvton/options.hpp"

#include <sstream>
#include <string>

#include "catvton/error.hpp"

namespace catvton {

namespace {

constexpr double kMaxSeconds = 1e9;  // larger ones overflow the clock

template <class Value>
[[noreturn]] void refuse(const char* field, Value value, const std::string& rule) {
    std::ostringstream text;
    text << field << " is " << value << ": must be " << rule;
    throw Error(ErrorCode::invalid_argument, text.str());
}

template <class Value, class Bound>
void check_range(const char* field, Value value, Bound low, Bound high) {
    // Written so that NaN fails.
    if (value >= low && value <= high) return;
    std::ostringstream rule;
    rule << low << " to " << high;
    refuse(field, value, rule.str());
}

void check_side(const char* field, int value) {
    check_range(field, value, 64, 2048);
    if (value % 8 != 0) refuse(field, value, "a multiple of 8");
}

bool is_device_name(const std::string& name) {
    if (name == "auto" || name == "cpu" || name == "cuda") return true;
    if (name.rfind("cuda:", 0) != 0 || name.size() < 6 || name.size() > 8) return false;
    return name.find_first_not_of("0123456789", 5) == std::string::npos;
}

}  // namespace

void DeviceOptions::validate() const {
    if (!is_device_name(device)) refuse("device", "'" + device + "'", "auto, cpu, cuda or cuda:N");
    check_range("threads", threads, 0, 1024);
}

void ModelOptions::validate() const {
    const bool several = !base_model.empty() || !vae.empty() || !resume_path.empty();
    if (model.ends_with(".safetensors") && several) {
        throw Error(ErrorCode::invalid_argument,
                    "model '" + model +
                        "' is one merged file: base_model, vae and resume_path must be empty");
    }
}

void TryOnOptions::validate() const {
    check_side("width", width);
    check_side("height", height);
    check_range("num_inference_steps", num_inference_steps, 1, 999);
    check_range("guidance_scale", guidance_scale, 0.0, 30.0);
    if (seed < -1) refuse("seed", seed, "0 or more, or -1 for a random one");
    check_range("eta", eta, 0.0, 1.0);
    check_range("mask_blur", mask_blur, 0, 256);
    check_range("preview_every", preview_every, 0, 999);
    check_range("lock_timeout_seconds", lock_timeout_seconds, 0.0, kMaxSeconds);
    check_range("deadline_seconds", deadline_seconds, 0.0, kMaxSeconds);
    if (preview_every > 0 && !preview) {
        refuse("preview_every", preview_every, "0 unless a preview callback is given");
    }
}

}  // namespace catvton
