#include "catvton/image.hpp"

#include <cstring>
#include <string>
#include <utility>

#include "catvton/error.hpp"

namespace catvton {

namespace {

constexpr int kMaxSide = 16384;

void check_shape(int width, int height, int channels) {
    const std::uint8_t probe = 0;
    ImageView{&probe, width, height, channels, 0}.validate();
}

}  // namespace

void ImageView::validate(const char* what) const {
    const std::string name(what);
    const std::string size = std::to_string(width) + "x" + std::to_string(height);
    if (!data) throw Error(ErrorCode::invalid_argument, name + " is empty: give it pixels");
    if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide) {
        throw Error(ErrorCode::invalid_argument,
                    name + " is " + size + ": sides must be 1 to 16384");
    }
    if (channels != 1 && channels != 3 && channels != 4) {
        throw Error(ErrorCode::invalid_argument,
                    name + " has " + std::to_string(channels) + " channels: must be 1, 3 or 4");
    }
    if (stride != 0 && stride < row_bytes()) {
        throw Error(ErrorCode::invalid_argument,
                    name + " has a stride of " + std::to_string(stride) + " bytes: a row needs " +
                        std::to_string(row_bytes()));
    }
}

Image::Image(int width, int height, int channels)
    : width_(width), height_(height), channels_(channels) {
    check_shape(width, height, channels);
    pixels_.resize(std::size_t(width) * std::size_t(height) * std::size_t(channels));
}

Image::Image(int width, int height, int channels, std::vector<std::uint8_t> pixels)
    : width_(width), height_(height), channels_(channels), pixels_(std::move(pixels)) {
    check_shape(width, height, channels);
    const std::size_t wanted = std::size_t(width) * std::size_t(height) * std::size_t(channels);
    if (pixels_.size() != wanted) {
        throw Error(ErrorCode::invalid_argument,
                    "the pixels are " + std::to_string(pixels_.size()) +
                        " bytes: width * height * channels is " + std::to_string(wanted));
    }
}

Image::Image(const ImageView& source) : Image(source.width, source.height, source.channels) {
    source.validate();
    for (int y = 0; y < height_; ++y) std::memcpy(row(y), source.row(y), row_bytes());
}

}  // namespace catvton
