#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace catvton::image {

/// The bytes of a file. Throws not_found, io, and too_large beyond `max_bytes`, before or while
/// reading, so that an endless device cannot fill the memory.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace catvton::image
