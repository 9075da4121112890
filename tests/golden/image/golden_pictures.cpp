#include "golden/image/golden_pictures.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace catvton::test {

nlohmann::json golden_json(const std::string& name) {
    std::ifstream in(std::string(CATVTON_TEST_DATA "/images/") + name);
    return nlohmann::json::parse(in);
}

image::SampleView golden_samples(const GoldenFile& file, const std::string& name) {
    const GoldenTensor tensor = file.tensor(name);
    if (tensor.dtype != "U8" || tensor.shape.size() < 2 || tensor.shape.size() > 3) {
        throw std::runtime_error(name + " is not a picture");
    }
    const int height = static_cast<int>(tensor.shape[0]), width = static_cast<int>(tensor.shape[1]);
    const int channels = tensor.shape.size() == 3 ? static_cast<int>(tensor.shape[2]) : 1;
    return {reinterpret_cast<const std::uint8_t*>(tensor.bytes.data()), width, height, channels,
            std::size_t(width) * std::size_t(channels)};
}

ImageView golden_view(const GoldenFile& file, const std::string& name) {
    const image::SampleView samples = golden_samples(file, name);
    return {samples.data, samples.width, samples.height, samples.channels, samples.stride};
}

bool equals_golden(const ImageView& got, const GoldenFile& file, const std::string& name) {
    const image::SampleView want = golden_samples(file, name);
    if (got.width != want.width || got.height != want.height || got.channels != want.channels) {
        return false;
    }
    for (int y = 0; y < got.height; ++y) {
        if (std::memcmp(got.row(y), want.row(y), want.row_bytes()) != 0) return false;
    }
    return true;
}

ResizeFilter filter_named(const std::string& name) {
    if (name == "nearest") return ResizeFilter::nearest;
    if (name == "bilinear") return ResizeFilter::bilinear;
    if (name == "bicubic") return ResizeFilter::bicubic;
    if (name == "lanczos") return ResizeFilter::lanczos;
    throw std::runtime_error("unknown filter " + name);
}

}  // namespace catvton::test
