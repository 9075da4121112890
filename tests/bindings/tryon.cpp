/// tryon PERSON CLOTH SEED OUTPUT: the try-on that test_same_bytes.py asks of every language, in
/// C++.
#include <cstdio>
#include <cstdlib>

#include "catvton/catvton.hpp"

int main(int count, char** arguments) {
    using namespace catvton;
    if (count != 5) return 2;
    try {
        const auto context = GpuContext::create({.device = "cpu", .threads = 1});
        ModelOptions model;
        model.model = "mini";
        Pipeline pipeline(context, model);
        AutoMasker masker(context, model);
        TryOnOptions options = pipeline.default_options();
        options.num_inference_steps = 4;
        options.seed = std::atoll(arguments[3]);
        const TryOnResult result = pipeline.run(load_image(arguments[1]), load_image(arguments[2]),
                                                masker, ClothType::upper, options);
        save_image(result.image, arguments[4]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
