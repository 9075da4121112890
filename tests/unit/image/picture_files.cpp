#include "unit/image/picture_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace catvton::test {

std::filesystem::path picture_path(const std::string& name) {
    return std::filesystem::path(CATVTON_TEST_DATA "/images") / name;
}

FileBytes picture_bytes(const std::string& name) {
    std::ifstream in(picture_path(name), std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + name);
    return FileBytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

std::vector<std::string> picture_names(const std::string& folder, std::uintmax_t most_bytes) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(picture_path(folder))) {
        if (entry.path().extension() == ".json" || entry.file_size() > most_bytes) continue;
        names.push_back(folder + "/" + entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<ErrorCode> failure_of(const std::function<void()>& action) {
    try {
        action();
        return std::nullopt;
    } catch (const Error& error) {
        return error.code();
    }
}

Image pattern(int width, int height, int channels) {
    Image image(width, height, channels);
    for (std::size_t i = 0; i < image.size(); ++i) {
        image.data()[i] = static_cast<std::uint8_t>(i * 2654435761u >> 21);
    }
    return image;
}

}  // namespace catvton::test
