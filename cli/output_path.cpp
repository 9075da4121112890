#include "output_path.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "catvton/error.hpp"

namespace catvton::cli {

void check_output_path(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (extension != ".png" && extension != ".jpg" && extension != ".jpeg" &&
        extension != ".webp") {
        throw Error(ErrorCode::invalid_argument,
                    "output '" + path.string() + "' must end in .png, .jpg, .jpeg or .webp");
    }
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        throw Error(ErrorCode::not_found,
                    "the folder of output '" + path.string() + "' does not exist");
    }
    if (access(folder.c_str(), W_OK) != 0) {
        throw Error(ErrorCode::io,
                    "the folder of output '" + path.string() + "' cannot be written");
    }
}

}  // namespace catvton::cli
