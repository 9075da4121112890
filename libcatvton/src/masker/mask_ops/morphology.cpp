#include "masker/mask_ops/morphology.hpp"

#include <algorithm>
#include <vector>

namespace catvton::masker {

namespace {

/// 1 where a non-zero pixel lies within `reach` to the left or right.
void dilate_row(const std::uint8_t* in, std::uint8_t* out, int width, int reach) {
    int count = 0;
    for (int x = 0; x < std::min(reach, width); ++x) count += in[x] != 0;
    for (int x = 0; x < width; ++x) {
        if (x + reach < width) count += in[x + reach] != 0;
        if (x - reach - 1 >= 0) count -= in[x - reach - 1] != 0;
        out[x] = count > 0;
    }
}

void add_row(std::vector<int>& counts, const std::uint8_t* row, int sign) {
    for (std::size_t x = 0; x < counts.size(); ++x) counts[x] += sign * row[x];
}

Image dilate_columns(const Image& binary, int reach) {
    const int height = binary.height();
    Image out(binary.width(), height, 1);
    std::vector<int> counts(static_cast<std::size_t>(binary.width()), 0);
    for (int y = 0; y < std::min(reach, height); ++y) add_row(counts, binary.row(y), 1);
    for (int y = 0; y < height; ++y) {
        if (y + reach < height) add_row(counts, binary.row(y + reach), 1);
        if (y - reach - 1 >= 0) add_row(counts, binary.row(y - reach - 1), -1);
        std::transform(counts.begin(), counts.end(), out.row(y),
                       [](int count) { return static_cast<std::uint8_t>(count > 0); });
    }
    return out;
}

Image inverted(Image binary) {
    std::transform(binary.data(), binary.data() + binary.size(), binary.data(),
                   [](std::uint8_t value) { return static_cast<std::uint8_t>(value == 0); });
    return binary;
}

}  // namespace

Image dilate_box(const Image& binary, int side) {
    const int reach = side / 2;
    Image rows(binary.width(), binary.height(), 1);
    for (int y = 0; y < binary.height(); ++y) {
        dilate_row(binary.row(y), rows.row(y), binary.width(), reach);
    }
    return reach == 0 ? rows : dilate_columns(rows, reach);
}

Image erode_box(const Image& binary, int side) {
    return inverted(dilate_box(inverted(binary), side));
}

}  // namespace catvton::masker
