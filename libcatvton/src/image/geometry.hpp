#pragma once

namespace catvton::image {

/// Part of the source that has the target's aspect ratio, in pixels; right and bottom exclusive.
struct CropBox {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
    bool operator==(const CropBox&) const = default;
};

/// Where the resized source lies inside the target, in pixels. A side may be 0 for an extreme
/// shape.
struct PadBox {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    bool operator==(const PadBox&) const = default;
};

/// All divisions are of integers and cut. Sides are 1..16384.
CropBox crop_box(int width, int height, int target_width, int target_height) noexcept;
PadBox pad_box(int width, int height, int target_width, int target_height) noexcept;

}  // namespace catvton::image
