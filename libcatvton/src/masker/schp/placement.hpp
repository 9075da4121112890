#pragma once

#include "masker/geometry/affine.hpp"

namespace catvton::masker::schp {

/// How a photo lies in the parser's square input: centred, its longer side filling the square.
struct Placement {
    Point2f center;      ///< of the photo, pixels
    float scale = 0.0f;  ///< the photo's longer side minus one, pixels
    Affine to_input{};   ///< photo -> input
    Affine to_photo{};   ///< input -> photo; made of the points, not by inverting to_input
};

Placement place(int width, int height, int input_size);

}  // namespace catvton::masker::schp
