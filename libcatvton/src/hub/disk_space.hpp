#pragma once

#include <cstdint>
#include <filesystem>

namespace catvton::hub {

/// Throws io when the disk of a folder (or of the first one above it that exists) cannot take that
/// many bytes more.
void check_free_space(const std::filesystem::path& folder, std::uint64_t needed);

}  // namespace catvton::hub
