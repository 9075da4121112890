// A partner for compare_diffusers.py: builds the UNet from formula weights, then runs one forward
// pass for every line on standard input and answers with its seconds. Usage: bench_unet WIDTH
// HEIGHT BATCH THREADS

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <chrono>
#include <iostream>
#include <string>

#include "diffusion/unet_2d_condition_model.hpp"
#include "support/diffusion_models.hpp"

int main(int argc, char** argv) {
    using namespace catvton;
    if (argc != 5) {
        std::cerr << "usage: bench_unet WIDTH HEIGHT BATCH THREADS\n";
        return 2;
    }
    const std::int64_t width = std::stoll(argv[1]), height = std::stoll(argv[2]),
                       batch = std::stoll(argv[3]);
    at::set_num_threads(std::stoi(argv[4]));
    const c10::InferenceMode guard;
    const auto components = test::formula_components({"full", false, 1.0f});
    const diffusion::UNet2DConditionModel unet(
        diffusion::UNetConfig::from_json(components.unet_config), components.unet, at::kCPU,
        at::kFloat);
    // Person above cloth: twice the height.
    const at::Tensor sample = at::randn({batch, 9, 2 * height / 8, width / 8});
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const auto start = std::chrono::steady_clock::now();
        unet(sample, 501);
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        std::cout << elapsed.count() << std::endl;
    }
}
