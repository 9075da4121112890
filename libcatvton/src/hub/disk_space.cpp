#include "hub/disk_space.hpp"

#include <string>
#include <system_error>

#include "catvton/error.hpp"

namespace catvton::hub {

namespace fs = std::filesystem;

void check_free_space(const fs::path& folder, std::uint64_t needed) {
    std::error_code unknown;
    fs::path existing = folder;
    while (existing.has_relative_path() && !fs::exists(existing, unknown))
        existing = existing.parent_path();
    const fs::space_info space = fs::space(existing, unknown);
    if (unknown || space.available >= needed) return;
    throw Error(ErrorCode::io, "the disk of '" + folder.string() + "' has " +
                                   std::to_string(space.available) + " bytes left, and " +
                                   std::to_string(needed) +
                                   " are needed. Free some space, or set HF_HUB_CACHE to a folder "
                                   "on another disk");
}

}  // namespace catvton::hub
