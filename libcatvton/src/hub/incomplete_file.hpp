#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "hub/file_descriptor.hpp"

namespace catvton::hub {

/// Bytes that unfinished downloads of a blob have left on the disk.
std::uint64_t leftover_bytes(const std::filesystem::path& blob);

/// A download on its way: blobs/<hash>.<8 hexadecimal digits>.incomplete, a name of this process's
/// own. It stays on the disk when the object goes, for the next attempt to take up, unless it was
/// completed or discarded. Every member throws io.
class IncompleteFile {
public:
    /// Takes up what a process that is gone has left of this blob, if that is at most `max_size`
    /// bytes and nobody holds it; other leftovers are removed. Else begins a new file. The blob's
    /// lock must be held.
    IncompleteFile(const std::filesystem::path& blob, std::uint64_t max_size);

    std::uint64_t size() const noexcept { return size_; }
    const std::filesystem::path& path() const noexcept { return path_; }
    void append(std::span<const std::byte> bytes);
    void restart();
    /// Flushes to the disk and becomes the blob.
    void complete();
    void discard() noexcept;

private:
    bool take_up(const std::filesystem::path& leftover, std::uint64_t max_size);

    std::filesystem::path blob_;
    std::filesystem::path path_;
    FileDescriptor file_;
    std::uint64_t size_ = 0;
};

}  // namespace catvton::hub
