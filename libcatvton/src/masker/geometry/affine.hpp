#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "catvton/image.hpp"

namespace catvton::masker {

/// Row-major 2x3: (x, y) -> (m[0] x + m[1] y + m[2], m[3] x + m[4] y + m[5]).
using Affine = std::array<double, 6>;

struct Point2f {
    float x = 0.0f;
    float y = 0.0f;
};
using Triangle = std::array<Point2f, 3>;

/// The map that takes `from` to `to`, by Gaussian elimination in the order of OpenCV's
/// getAffineTransform: the last bits decide which 1/32 a sample falls into.
Affine affine_from_triangles(const Triangle& from, const Triangle& to);

/// Where each pixel of a warped image comes from, as OpenCV 4's warpAffine quantises it: whole
/// source pixels and 1/32 fractions. Made once and used for every channel.
class WarpMap {
public:
    /// `forward` maps source to result coordinates.
    WarpMap(const Affine& forward, int width, int height);

    int width() const noexcept { return width_; }
    int height() const noexcept { return height_; }

    struct Sample {
        int x = 0;  ///< left upper source pixel
        int y = 0;
        int fraction_x = 0;  ///< 0..31
        int fraction_y = 0;
    };
    Sample at(int x, int y) const noexcept;

private:
    int width_;
    int height_;
    Affine inverse_{};
    std::vector<int> step_x_, step_y_;
};

/// cv::warpAffine of OpenCV 4.6 to 4.10, INTER_LINEAR, BORDER_CONSTANT 0, bit for bit.
Image warp_image(const ImageView& image, const WarpMap& map);

}  // namespace catvton::masker
