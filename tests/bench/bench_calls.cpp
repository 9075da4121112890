/// bench_calls FOLDER_OF_WRITE_MODELS [CALLS]: what a try-on costs beyond its computing, through
/// C++ and through C: the time of the call less the seconds that its result reports. Median and
/// 90th percentile of CALLS (30) calls each, in turns. The bindings' share is their figure less
/// that of C++.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "catvton/catvton.h"
#include "catvton/catvton.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void print(const char* name, std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    std::printf("%-22s median %8.1f us   90 %% below %8.1f us\n", name,
                1e6 * seconds[seconds.size() / 2], 1e6 * seconds[seconds.size() * 9 / 10]);
}

void require(catvton_status status) {
    if (status == CATVTON_STATUS_OK) return;
    std::fprintf(stderr, "%s\n", catvton_last_error_message());
    std::exit(1);
}

catvton_image_view view(const catvton::Image& image) {
    return {image.data(), image.width(), image.height(), image.channels(), 0, 0};
}

catvton::ModelOptions model_options(const std::string& model) {
    catvton::ModelOptions options;
    options.model = model;
    return options;
}

int32_t go_on(const catvton_progress*, void*) { return 0; }

struct Inputs {
    explicit Inputs(const std::string& folder)
        : person(catvton::load_image(folder + "/person.png")),
          cloth(catvton::load_image(folder + "/cloth.png")),
          mask(catvton::load_image(folder + "/mask.png", {.channels = 1})),
          model(folder + "/tiny.safetensors") {}

    catvton::Image person, cloth, mask;
    std::string model;
};

class CppCall {
public:
    explicit CppCall(const Inputs& inputs)
        : inputs_(inputs),
          pipeline_(catvton::GpuContext::create({.device = "cpu", .threads = 1}),
                    model_options(inputs.model)) {
        options_.width = inputs.person.width();
        options_.height = inputs.person.height();
        options_.num_inference_steps = 1;
        options_.mask_blur = 0;
    }

    double operator()() {
        const auto start = Clock::now();
        const auto result = pipeline_.run(inputs_.person, inputs_.cloth, inputs_.mask, options_);
        return seconds_since(start) - result.seconds.total;
    }

private:
    const Inputs& inputs_;
    catvton::Pipeline pipeline_;
    catvton::TryOnOptions options_;
};

class CCall {
public:
    explicit CCall(const Inputs& inputs, catvton_progress_fn progress)
        : person_(view(inputs.person)), cloth_(view(inputs.cloth)), mask_(view(inputs.mask)) {
        catvton_device_options device = CATVTON_DEVICE_OPTIONS_INIT;
        device.device = "cpu";
        device.threads = 1;
        catvton_context context = 0;
        require(catvton_context_create(&device, &context));
        catvton_model_options model = CATVTON_MODEL_OPTIONS_INIT;
        model.model = inputs.model.c_str();
        require(catvton_pipeline_create(context, &model, &pipeline_));
        options_.width = person_.width;
        options_.height = person_.height;
        options_.num_inference_steps = 1;
        options_.mask_blur = 0;
        options_.progress = progress;
    }

    double operator()() {
        const auto start = Clock::now();
        catvton_tryon_result result = 0;
        catvton_image_view image = CATVTON_IMAGE_VIEW_INIT;
        catvton_tryon_result_info info = CATVTON_TRYON_RESULT_INFO_INIT;
        require(catvton_pipeline_run(pipeline_, &person_, &cloth_, &mask_, &options_, &result));
        require(catvton_tryon_result_get_image(result, &image));
        require(catvton_tryon_result_get_info(result, &info));
        require(catvton_tryon_result_free(result));
        return seconds_since(start) - info.total_seconds;
    }

private:
    catvton_image_view person_, cloth_, mask_;
    catvton_pipeline pipeline_ = 0;
    catvton_tryon_options options_ = CATVTON_TRYON_OPTIONS_INIT;
};

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: bench_calls FOLDER [CALLS]\n");
        return 2;
    }
    const int calls = count > 2 ? std::atoi(arguments[2]) : 30;
    const Inputs inputs(arguments[1]);
    CppCall cpp(inputs);
    CCall c(inputs, nullptr);
    CCall c_progress(inputs, go_on);
    std::vector<double> cpp_seconds, c_seconds, c_progress_seconds;
    for (int i = -2; i < calls; ++i) {
        const double times[] = {cpp(), c(), c_progress()};
        if (i < 0) continue;
        cpp_seconds.push_back(times[0]);
        c_seconds.push_back(times[1]);
        c_progress_seconds.push_back(times[2]);
    }
    print("C++", cpp_seconds);
    print("C", c_seconds);
    print("C, with progress", c_progress_seconds);
    return 0;
}
