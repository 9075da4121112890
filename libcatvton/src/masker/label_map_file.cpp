#include <string>

#include "catvton/auto_masker.hpp"
#include "catvton/error.hpp"
#include "image/input_file.hpp"
#include "image/output_file.hpp"
#include "masker/label_png.hpp"

namespace catvton {

namespace {

constexpr std::uint64_t kMaxBytes = 64ull << 20;

}  // namespace

Image load_label_map(const std::filesystem::path& path) {
    const auto bytes = image::read_file(path, kMaxBytes);
    try {
        return masker::read_label_png(bytes);
    } catch (const Error& error) {
        throw Error(error.code(), path.string() + ": " + error.what());
    }
}

void save_label_map(const ImageView& labels, const std::filesystem::path& path) {
    labels.validate("label map");
    if (labels.channels != 1) {
        throw Error(ErrorCode::invalid_argument,
                    "a label map has one channel, this has " + std::to_string(labels.channels));
    }
    image::write_file(path, masker::write_label_png(labels));
}

}  // namespace catvton
