#include "masker/densepose/paste.hpp"

#include <algorithm>

namespace catvton::masker::densepose {

PixelBox PixelBox::from(const Box& box) {
    return {static_cast<int>(box.x0), static_cast<int>(box.y0), static_cast<int>(box.width()),
            static_cast<int>(box.height())};
}

Image chart_labels(const Charts& charts, int width, int height) {
    const auto best = [&](const at::Tensor& logits) {
        return at::upsample_bilinear2d(logits, {height, width}, false).argmax(1);
    };
    const at::Tensor person = best(charts.coarse) > 0;
    const at::Tensor labels = (best(charts.fine) * person).to(at::kCPU, at::kByte).contiguous();
    Image result(width, height, 1);
    std::copy_n(labels.const_data_ptr<std::uint8_t>(), result.size(), result.data());
    return result;
}

void paste(const Image& labels, int x, int y, Image& map) {
    const int columns = std::min(labels.width(), map.width() - x);
    const int rows = std::min(labels.height(), map.height() - y);
    for (int row = 0; row < rows; ++row) {
        std::copy_n(labels.row(row), std::max(columns, 0), map.row(y + row) + x);
    }
}

}  // namespace catvton::masker::densepose
