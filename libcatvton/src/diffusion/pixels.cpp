#include "diffusion/pixels.hpp"

#include <span>

#include "image/mask.hpp"

namespace catvton::diffusion {

namespace {

/// HWC floats -> [1, C, H, W].
at::Tensor to_nchw(const at::Tensor& pixels) {
    return pixels.permute({2, 0, 1}).unsqueeze(0).contiguous();
}

template <class Convert>
at::Tensor convert(const Image& image, Convert&& to_floats) {
    at::Tensor values = at::empty({image.height(), image.width(), image.channels()}, at::kFloat);
    to_floats(std::span(image.data(), image.size()),
              std::span(values.mutable_data_ptr<float>(), image.size()));
    return to_nchw(values);
}

}  // namespace

at::Tensor image_to_tensor(const Image& rgb) { return convert(rgb, image::to_network); }

at::Tensor mask_to_tensor(const Image& grey) { return convert(grey, image::mask_to_network); }

Image tensor_to_image(const at::Tensor& decoded, std::int64_t index) {
    const at::Tensor values =
        decoded[index].permute({1, 2, 0}).to(at::kCPU, at::kFloat).contiguous();
    Image image(static_cast<int>(values.size(1)), static_cast<int>(values.size(0)), 3);
    image::from_network(std::span(values.const_data_ptr<float>(), image.size()),
                        std::span(image.data(), image.size()));
    return image;
}

}  // namespace catvton::diffusion
