#pragma once

#include <filesystem>
#include <string>

namespace catvton::weights {

/// A small text file whole. Throws not_found, io, corrupt_weights (more than `max_bytes`).
std::string read_text_file(const std::filesystem::path& path, std::size_t max_bytes = 4u << 20);

}  // namespace catvton::weights
