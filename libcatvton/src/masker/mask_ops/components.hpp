#pragma once

#include <vector>

#include "catvton/image.hpp"

namespace catvton::masker {

struct Point {
    int x = 0;
    int y = 0;
    bool operator==(const Point&) const = default;
};

/// The 8-connected components of the non-zero pixels of a grey image. For each, the ends of its
/// horizontal runs from top to bottom and left to right: a superset of its convex hull's corners.
std::vector<std::vector<Point>> component_run_ends(const Image& binary);

}  // namespace catvton::masker
