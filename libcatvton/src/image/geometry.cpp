#include "image/geometry.hpp"

#include <cstdint>

namespace catvton::image {

namespace {

int scaled(int side, int numerator, int denominator) noexcept {
    return static_cast<int>(std::int64_t(side) * numerator / denominator);
}

/// The source is narrower than the target, relative to its height.
bool narrower(int width, int height, int target_width, int target_height) noexcept {
    return std::int64_t(width) * target_height < std::int64_t(target_width) * height;
}

}  // namespace

CropBox crop_box(int width, int height, int target_width, int target_height) noexcept {
    int w = width, h = height;
    if (narrower(width, height, target_width, target_height)) {
        h = scaled(width, target_height, target_width);
    } else {
        w = scaled(height, target_width, target_height);
    }
    return {(width - w) / 2, (height - h) / 2, (width + w) / 2, (height + h) / 2};
}

PadBox pad_box(int width, int height, int target_width, int target_height) noexcept {
    int w = target_width, h = target_height;
    if (narrower(width, height, target_width, target_height)) {
        w = scaled(width, target_height, height);
    } else {
        h = scaled(height, target_width, width);
    }
    return {(target_width - w) / 2, (target_height - h) / 2, w, h};
}

}  // namespace catvton::image
