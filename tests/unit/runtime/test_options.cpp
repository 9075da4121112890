#include <doctest/doctest.h>

#include <limits>

#include "catvton/options.hpp"
#include "support/error_check.hpp"

using namespace catvton;
using test::check_error;

namespace {

template <class Change>
void refused(const char* message, Change&& change) {
    TryOnOptions options;
    change(options);
    check_error(ErrorCode::invalid_argument, message, [&] { options.validate(); });
}

}  // namespace

TEST_CASE("the defaults are valid") {
    TryOnOptions{}.validate();
    DeviceOptions{}.validate();
    ModelOptions{}.validate();
}

TEST_CASE("every try-on option out of range is named with its value") {
    refused("width is 70", [](TryOnOptions& o) { o.width = 70; });
    refused("height is 0", [](TryOnOptions& o) { o.height = 0; });
    refused("height is 2056", [](TryOnOptions& o) { o.height = 2056; });
    refused("num_inference_steps is 0", [](TryOnOptions& o) { o.num_inference_steps = 0; });
    refused("num_inference_steps is 1000", [](TryOnOptions& o) { o.num_inference_steps = 1000; });
    refused("guidance_scale is -1", [](TryOnOptions& o) { o.guidance_scale = -1; });
    refused("guidance_scale is nan",
            [](TryOnOptions& o) { o.guidance_scale = std::numeric_limits<double>::quiet_NaN(); });
    refused("guidance_scale is inf",
            [](TryOnOptions& o) { o.guidance_scale = std::numeric_limits<double>::infinity(); });
    refused("seed is -2", [](TryOnOptions& o) { o.seed = -2; });
    refused("eta is 1.5", [](TryOnOptions& o) { o.eta = 1.5; });
    refused("mask_blur is -1", [](TryOnOptions& o) { o.mask_blur = -1; });
    refused("lock_timeout_seconds is -1", [](TryOnOptions& o) { o.lock_timeout_seconds = -1; });
    refused("deadline_seconds is -0.5", [](TryOnOptions& o) { o.deadline_seconds = -0.5; });
    refused("preview_every is 2", [](TryOnOptions& o) { o.preview_every = 2; });
}

TEST_CASE("devices and models") {
    for (const char* name : {"gpu", "cuda:", "cuda:x", "cuda:-1", "CPU", "", "cuda:0000"}) {
        DeviceOptions options;
        options.device = name;
        check_error(ErrorCode::invalid_argument, "device is", [&] { options.validate(); });
    }
    DeviceOptions threads;
    threads.threads = -1;
    check_error(ErrorCode::invalid_argument, "threads is -1", [&] { threads.validate(); });
    ModelOptions model;
    model.model = "merged.safetensors";
    model.vae = "folder";
    check_error(ErrorCode::invalid_argument, "one merged file", [&] { model.validate(); });
}
