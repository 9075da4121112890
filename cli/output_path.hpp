#pragma once

#include <filesystem>

namespace catvton::cli {

/// Throws before a long run what writing the picture would throw after it: a folder that does not
/// exist or cannot be written, a format that is not known.
void check_output_path(const std::filesystem::path& path);

}  // namespace catvton::cli
