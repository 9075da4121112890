// A partner for compare_diffusers.py: builds the full-size networks from formula weights, then does
// one piece of work for every line on standard input and answers with its seconds. The lines:
// unet_step (one forward pass with guidance), encode, decode (one picture each), tryon STEPS.
// Usage: bench_diffusion WIDTH HEIGHT THREADS

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <chrono>
#include <iostream>
#include <sstream>
#include <string>

#include "diffusion/try_on_model.hpp"
#include "support/diffusion_models.hpp"

int main(int argc, char** argv) {
    using namespace catvton;
    if (argc != 4) {
        std::cerr << "usage: bench_diffusion WIDTH HEIGHT THREADS\n";
        return 2;
    }
    const std::int64_t width = std::stoll(argv[1]), height = std::stoll(argv[2]);
    at::set_num_threads(std::stoi(argv[3]));
    const c10::InferenceMode guard;
    const diffusion::TryOnModel model(test::formula_components({"full", false, 1.0f}), at::kCPU,
                                      at::kFloat);
    // Person above cloth: twice the height. Two of them: without and with the cloth.
    const at::Tensor sample = at::randn({2, 9, 2 * height / 8, width / 8});
    const at::Tensor latent = at::randn({1, 4, height / 8, width / 8});
    const at::Tensor picture = at::rand({1, 3, height, width}) * 2 - 1;
    const diffusion::TryOnInputs inputs{picture, picture, at::ones({1, 1, height, width}).tril()};
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string work;
        diffusion::SamplingOptions options;
        words >> work >> options.num_inference_steps;
        const auto start = std::chrono::steady_clock::now();
        if (work == "unet_step") {
            model.unet()(sample, 501);
        } else if (work == "encode") {
            model.vae().encode(picture);
        } else if (work == "decode") {
            model.vae().decode(latent);
        } else if (work == "tryon") {
            model(inputs, options);
        } else {
            std::cerr << "bench_diffusion: unknown work '" << line << "'\n";
            return 2;
        }
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        std::cout << elapsed.count() << std::endl;
    }
}
