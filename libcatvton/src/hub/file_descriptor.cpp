#include "hub/file_descriptor.hpp"

#include <fcntl.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "catvton/error.hpp"

namespace catvton::hub {

namespace fs = std::filesystem;

void throw_io(const char* action, const fs::path& path) {
    const int reason = errno;
    std::string message = std::string("cannot ") + action + " '" + path.string() +
                          "': " + std::system_category().message(reason);
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
        message += ". Free some space, or set HF_HUB_CACHE to a folder on another disk";
    } else if (reason == EACCES || reason == EPERM || reason == EROFS || reason == ENOTDIR) {
        message += ". Set HF_HUB_CACHE to a folder that you may write to";
    }
    throw Error(reason == ENOENT ? ErrorCode::not_found : ErrorCode::io, message);
}

void create_folders(const fs::path& folder) {
    std::error_code reason;
    fs::create_directories(folder, reason);
    // A dangling link or a file in the way is not always reported.
    if (!reason && !fs::is_directory(folder, reason) && !reason)
        reason = std::make_error_code(std::errc::not_a_directory);
    if (!reason) return;
    throw Error(ErrorCode::io, "cannot create the folder '" + folder.string() +
                                   "': " + reason.message() +
                                   ". Set HF_HUB_CACHE to a folder that you may write to");
}

void flush_folder(const fs::path& folder) noexcept {
    const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor) ::fsync(descriptor.get());
}

}  // namespace catvton::hub
