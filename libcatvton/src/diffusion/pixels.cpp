#include "diffusion/pixels.hpp"

#include <algorithm>

namespace catvton::diffusion {

namespace {

/// A view of the pixels, HWC.
at::Tensor pixel_tensor(const Image& image) {
    // LibTorch takes a mutable pointer; the view is only read.
    return at::from_blob(const_cast<std::uint8_t*>(image.data()),
                         {image.height(), image.width(), image.channels()}, at::kByte);
}

}  // namespace

at::Tensor image_to_tensor(const Image& rgb) {
    return (pixel_tensor(rgb).to(at::kFloat) / 127.5 - 1.0)
        .permute({2, 0, 1})
        .unsqueeze(0)
        .contiguous();
}

at::Tensor mask_to_tensor(const Image& grey) {
    return (pixel_tensor(grey) >= 128).to(at::kFloat).permute({2, 0, 1}).unsqueeze(0).contiguous();
}

Image tensor_to_image(const at::Tensor& decoded, std::int64_t index) {
    const at::Tensor unit = (decoded[index] / 2 + 0.5).clamp(0, 1);
    const at::Tensor bytes =
        (unit * 255).round().to(at::kByte).permute({1, 2, 0}).contiguous().cpu();
    Image image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)), 3);
    std::copy_n(bytes.const_data_ptr<std::uint8_t>(), image.size(), image.data());
    return image;
}

}  // namespace catvton::diffusion
