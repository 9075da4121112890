#pragma once

#include <filesystem>

#include "hub/file_descriptor.hpp"
#include "hub/stop_check.hpp"

namespace catvton::hub {

/// An advisory lock between processes (flock), as huggingface_hub takes it: held while the object
/// lives, gone with its process. Where the file system cannot lock, it holds nothing: the files
/// that it guards bear names of their own and are checked by their hashes, so that only work is
/// done twice.
class FileLock {
public:
    /// Waits for the lock, calling `stop` several times a second. Throws io when the folder cannot
    /// be written.
    FileLock(const std::filesystem::path& path, const StopCheck& stop);

private:
    FileDescriptor file_;
};

}  // namespace catvton::hub
