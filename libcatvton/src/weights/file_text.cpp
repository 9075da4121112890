#include "weights/file_text.hpp"

#include "catvton/error.hpp"
#include "weights/mapped_file.hpp"

namespace catvton::weights {

std::string read_text_file(const std::filesystem::path& path, std::size_t max_bytes) {
    const auto file = MappedFile::open(path);
    const auto bytes = file->bytes();
    if (bytes.size() > max_bytes) {
        throw Error(ErrorCode::corrupt_weights,
                    "'" + path.string() + "' has " + std::to_string(bytes.size()) +
                        " bytes, at most " + std::to_string(max_bytes) + " are allowed");
    }
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace catvton::weights
