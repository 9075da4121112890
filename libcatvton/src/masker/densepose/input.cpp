#include "masker/densepose/input.hpp"

#include <algorithm>
#include <array>

namespace catvton::masker::densepose {

namespace {

constexpr std::array<float, 3> kMeanBgr{103.53f, 116.28f, 123.675f};
constexpr std::int64_t kMultiple = 32;

std::int64_t padded(int side) { return (side + kMultiple - 1) / kMultiple * kMultiple; }

}  // namespace

Size reduced_size(Size photo, const Config& config) {
    const int longest = std::max(photo.width, photo.height);
    if (longest <= config.reduce_above) return photo;
    const double scale = static_cast<double>(config.reduce_above) / longest;
    return {std::max(1, static_cast<int>(photo.width * scale)),
            std::max(1, static_cast<int>(photo.height * scale))};
}

Size network_size(Size image, const Config& config) {
    const double shortest = static_cast<double>(config.min_size);
    const double scale = shortest / std::min(image.width, image.height);
    double width = image.width < image.height ? shortest : scale * image.width;
    double height = image.width < image.height ? scale * image.height : shortest;
    if (std::max(width, height) > static_cast<double>(config.max_size)) {
        const double shrink = static_cast<double>(config.max_size) / std::max(width, height);
        width *= shrink;
        height *= shrink;
    }
    return {std::max(1, static_cast<int>(width + 0.5)),
            std::max(1, static_cast<int>(height + 0.5))};
}

at::Tensor network_input(const ImageView& rgb, at::Device device) {
    at::Tensor input = at::zeros({1, 3, padded(rgb.height), padded(rgb.width)}, at::kFloat);
    for (std::size_t c = 0; c < 3; ++c) {
        float* const plane = input[0][static_cast<std::int64_t>(c)].mutable_data_ptr<float>();
        for (int y = 0; y < rgb.height; ++y) {
            const std::uint8_t* pixel = rgb.row(y) + (2 - c);
            float* const out = plane + y * input.size(3);
            for (int x = 0; x < rgb.width; ++x, pixel += 3) {
                out[x] = static_cast<float>(*pixel) - kMeanBgr[c];
            }
        }
    }
    // Channels last: all layers keep the layout, and their convolutions need not reorder.
    return input.contiguous(at::MemoryFormat::ChannelsLast).to(device);
}

}  // namespace catvton::masker::densepose
