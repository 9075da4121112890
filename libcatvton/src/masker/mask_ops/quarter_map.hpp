#pragma once

#include "catvton/image.hpp"

namespace catvton::masker {

/// Every fourth pixel of a grey image: each side becomes round-half-even(side / 4), at least 1.
Image shrink_to_quarter(const Image& image);
/// Each pixel four times along both axes, cropped (or its last pixel repeated) to width x height.
Image enlarge_from_quarter(const Image& quarter, int width, int height);

}  // namespace catvton::masker
