#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <utility>

namespace catvton::hub {

/// Owns an open file.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor) noexcept : descriptor_(descriptor) {}
    FileDescriptor(FileDescriptor&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~FileDescriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    explicit operator bool() const noexcept { return descriptor_ >= 0; }
    int get() const noexcept { return descriptor_; }

private:
    int descriptor_ = -1;
};

/// Throws io (not_found when there is no such file): what could not be done with which file, the
/// system's reason from errno, and what to do about a full disk or a folder that is not writable.
[[noreturn]] void throw_io(const char* action, const std::filesystem::path& path);

/// Makes a folder and those above it. Throws io.
void create_folders(const std::filesystem::path& folder);

/// Makes a renamed file survive a power cut, where the file system can.
void flush_folder(const std::filesystem::path& folder) noexcept;

}  // namespace catvton::hub
