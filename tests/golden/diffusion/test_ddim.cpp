#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "catvton/error.hpp"
#include "diffusion/ddim_scheduler.hpp"
#include "support/diffusion_models.hpp"
#include "support/error_check.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;

namespace {

const diffusion::DDIMScheduler& scheduler() {
    static const diffusion::DDIMScheduler instance(
        diffusion::SchedulerConfig::from_json(test::formula_components().scheduler_config));
    return instance;
}

struct StepCase {
    int steps;
    std::size_t index;
};

/// "step.n{N}.i{i}.eta..." -> N and i.
StepCase parse(const std::string& name) {
    StepCase result{};
    char skip = 0;
    std::istringstream in(name.substr(name.find(".n") + 2));
    in >> result.steps >> skip >> skip >> result.index;
    return result;
}

/// Holds every recorded step, prediction and variance of a file; returns their number.
int check_steps(const diffusion::DDIMScheduler& ddim, const char* file) {
    const auto golden = test::GoldenFile::open(file);
    const at::Tensor output = test::golden_tensor(golden, "model_output");
    const at::Tensor sample = test::golden_tensor(golden, "sample");
    const at::Tensor noise = test::golden_tensor(golden, "variance_noise");
    int checked = 0;
    for (const std::string& name : golden.names()) {
        if (name.find(".n") == std::string::npos) continue;
        CAPTURE(name);
        const auto [steps, index] = parse(name);
        const std::int64_t t = ddim.timesteps(steps).at(index);
        const at::Tensor want = test::golden_tensor(golden, name);
        if (name.starts_with("step.")) {
            const double eta = std::stod(name.substr(name.find("eta") + 3));
            test::check_tensor_close(ddim.step(output, t, sample, steps, eta, noise), want, 1e-6,
                                     name);
        } else if (name.starts_with("pred_original.")) {
            test::check_tensor_close(ddim.predict_original(output, t, sample), want, 1e-6, name);
        } else {
            test::check_tensor_close(at::full({1}, ddim.variance(t, steps)), want, 1e-5, name);
        }
        ++checked;
    }
    return checked;
}

}  // namespace

TEST_CASE("DDIM: the noise schedule is the reference's to the bit") {
    const auto golden = test::GoldenFile::open("diffusion/ddim.safetensors");
    CHECK(scheduler().alphas_cumprod() == golden.tensor("alphas_cumprod").values<float>());
    CHECK(scheduler().final_alpha_cumprod() ==
          golden.tensor("final_alpha_cumprod").values<float>()[0]);
}

TEST_CASE("DDIM: timesteps") {
    const auto golden = test::GoldenFile::open("diffusion/ddim.safetensors");
    int checked = 0;
    for (const std::string& name : golden.names()) {
        if (!name.starts_with("timesteps.")) continue;
        CAPTURE(name);
        CHECK(scheduler().timesteps(std::stoi(name.substr(10))) ==
              golden.tensor(name).values<std::int64_t>());
        ++checked;
    }
    CHECK(checked == 10);
}

TEST_CASE("DDIM: steps, predictions and variances") {
    CHECK(check_steps(scheduler(), "diffusion/ddim.safetensors") == 7 * 5);
}

TEST_CASE("DDIM: steps and predictions of a network that predicts the velocity") {
    auto config = nlohmann::json::parse(test::formula_components().scheduler_config);
    config["prediction_type"] = "v_prediction";
    const diffusion::DDIMScheduler velocity(diffusion::SchedulerConfig::from_json(config.dump()));
    CHECK(check_steps(velocity, "diffusion/ddim_v_prediction.safetensors") == 5 * 3);
}

TEST_CASE("DDIM: a prediction type that is not known is refused by name") {
    test::check_error(ErrorCode::corrupt_weights, "'prediction_type' is 'sample'", [] {
        diffusion::SchedulerConfig::from_json(R"({"prediction_type": "sample"})");
    });
}

TEST_CASE("DDIM: step counts that the schedule cannot serve are refused") {
    CHECK_THROWS_AS(scheduler().timesteps(0), Error);
    CHECK_THROWS_AS(scheduler().timesteps(1000), Error);
    CHECK_THROWS_AS(scheduler().timesteps(1001), Error);
    CHECK(scheduler().timesteps(999).front() == 999);
    CHECK(scheduler().timesteps(1) == std::vector<std::int64_t>{1});
}
