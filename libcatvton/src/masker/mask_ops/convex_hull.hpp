#pragma once

#include <vector>

#include "catvton/image.hpp"
#include "masker/mask_ops/components.hpp"

namespace catvton::masker {

/// Corners of the convex hull, no three in line, in the order of a turn around it. `points` come
/// sorted by row, then column, without repetition.
std::vector<Point> convex_hull(const std::vector<Point>& points);

/// Sets the pixels of a convex polygon of pixel centres to 1 in a grey image, by the rule of OpenCV
/// 4.10's fillPoly: the 8-connected outline, and on each row the span between the edges in 16.16
/// fixed point, both ends rounded to the nearest pixel. Other versions round otherwise; the mask
/// must not depend on them.
void fill_convex(Image& image, const std::vector<Point>& corners);

/// 1 inside the convex hull of any 8-connected component of the non-zero pixels, else 0. Components
/// in holes of others need no special case: their hull lies within the outer one's.
Image fill_component_hulls(const Image& binary);

}  // namespace catvton::masker
