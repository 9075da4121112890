#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace catvton::image {

/// Writes the bytes beside `path` and renames them into place, so that the file appears whole or
/// not at all; on failure nothing is left behind and an older file stays. Throws io.
void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

}  // namespace catvton::image
