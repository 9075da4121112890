#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace catvton::weights {

/// A regular file mapped read-only. The file must not shrink while it is mapped: the system then
/// ends the process.
class MappedFile {
public:
    /// Throws not_found, io (naming the system's reason), unsupported_format (not a regular file).
    static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const noexcept { return bytes_; }
    const std::filesystem::path& path() const noexcept { return path_; }

private:
    MappedFile(std::filesystem::path path, std::span<const std::byte> bytes)
        : path_(std::move(path)), bytes_(bytes) {}

    std::filesystem::path path_;
    std::span<const std::byte> bytes_;
};

}  // namespace catvton::weights
