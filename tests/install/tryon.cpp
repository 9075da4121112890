/// A try-on with the installed C++ library: tryon_cpp MODEL PERSON CLOTH MASK OUTPUT
#include <catvton/catvton.hpp>

#include <cstdio>

int main(int count, char** arguments) {
    using namespace catvton;
    if (count != 6) return 2;
    try {
        DeviceOptions device;
        device.device = "cpu";
        ModelOptions model;
        model.model = arguments[1];
        Pipeline pipeline(GpuContext::create(device), model);
        DecodeOptions grey;
        grey.channels = 1;
        TryOnOptions options;
        options.width = 64;
        options.height = 96;
        options.num_inference_steps = 2;
        const TryOnResult result = pipeline.run(load_image(arguments[2]), load_image(arguments[3]),
                                                load_image(arguments[4], grey), options);
        save_image(result.image, arguments[5]);
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return error_info(error.code()).exit_status;
    }
    return 0;
}
