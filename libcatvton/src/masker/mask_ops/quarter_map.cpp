#include "masker/mask_ops/quarter_map.hpp"

#include <algorithm>

namespace catvton::masker {

namespace {

int quarter_of(int side) {
    const int whole = side / 4, rest = side % 4;
    const bool up = rest == 3 || (rest == 2 && whole % 2 == 1);
    return std::max(1, whole + (up ? 1 : 0));
}

}  // namespace

Image shrink_to_quarter(const Image& image) {
    Image quarter(quarter_of(image.width()), quarter_of(image.height()), 1);
    for (int y = 0; y < quarter.height(); ++y) {
        const std::uint8_t* const from = image.row(std::min(4 * y, image.height() - 1));
        for (int x = 0; x < quarter.width(); ++x) {
            quarter.row(y)[x] = from[std::min(4 * x, image.width() - 1)];
        }
    }
    return quarter;
}

Image enlarge_from_quarter(const Image& quarter, int width, int height) {
    Image image(width, height, 1);
    for (int y = 0; y < height; ++y) {
        const std::uint8_t* const from = quarter.row(std::min(y / 4, quarter.height() - 1));
        for (int x = 0; x < width; ++x) {
            image.row(y)[x] = from[std::min(x / 4, quarter.width() - 1)];
        }
    }
    return image;
}

}  // namespace catvton::masker
