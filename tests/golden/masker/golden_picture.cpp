#include "golden/masker/golden_picture.hpp"

#include <png.h>

#include <algorithm>
#include <stdexcept>

#include "masker/label_png.hpp"

namespace catvton::test {

namespace {

std::vector<std::uint8_t> png_bytes(const GoldenFile& file, const std::string& name) {
    return file.tensor(name + ":png").values<std::uint8_t>();
}

}  // namespace

Image golden_labels(const GoldenFile& file, const std::string& name) {
    if (!file.contains(name)) return masker::read_label_png(png_bytes(file, name));
    const GoldenTensor tensor = file.tensor(name);
    Image image(static_cast<int>(tensor.shape.at(1)), static_cast<int>(tensor.shape.at(0)), 1);
    const auto values = tensor.values<std::uint8_t>();
    std::copy(values.begin(), values.end(), image.data());
    return image;
}

Image golden_rgb(const GoldenFile& file, const std::string& name) {
    const auto bytes = png_bytes(file, name);
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&header, bytes.data(), bytes.size())) {
        throw std::runtime_error(name + ": " + header.message);
    }
    header.format = PNG_FORMAT_RGB;
    Image image(static_cast<int>(header.width), static_cast<int>(header.height), 3);
    if (!png_image_finish_read(&header, nullptr, image.data(), 0, nullptr)) {
        throw std::runtime_error(name + ": " + header.message);
    }
    return image;
}

int differing_pixels(const Image& a, const Image& b) {
    if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels()) {
        return -1;
    }
    int count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) count += a.data()[i] != b.data()[i];
    return count;
}

}  // namespace catvton::test
