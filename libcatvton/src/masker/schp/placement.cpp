#include "masker/schp/placement.hpp"

#include <algorithm>

namespace catvton::masker::schp {

namespace {

/// A centre, the point `half` above it, and the corner that completes a right angle.
Triangle square_points(Point2f center, float half) {
    const Point2f above{center.x, center.y - half};
    const Point2f offset{center.x - above.x, center.y - above.y};
    return {center, above, Point2f{above.x - offset.y, above.y + offset.x}};
}

}  // namespace

Placement place(int width, int height, int input_size) {
    Placement placement;
    placement.center = {static_cast<float>(width - 1) * 0.5f,
                        static_cast<float>(height - 1) * 0.5f};
    placement.scale = static_cast<float>(std::max(width - 1, height - 1));
    const float half = static_cast<float>(input_size - 1) * 0.5f;
    const Triangle photo = square_points(placement.center, placement.scale * 0.5f);
    const Triangle input = square_points({half, half}, half);
    placement.to_input = affine_from_triangles(photo, input);
    placement.to_photo = affine_from_triangles(input, photo);
    return placement;
}

}  // namespace catvton::masker::schp
