#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace catvton::weights {

/// A new file that takes its place whole or not at all: it is written beside `target`, becomes it
/// on commit(), and is removed otherwise. Every member throws io, naming the system's reason.
class PendingFile {
public:
    explicit PendingFile(std::filesystem::path target);
    ~PendingFile();
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    void write(std::span<const std::byte> bytes);
    /// Flushes to the disk, renames, and flushes the folder.
    void commit();

private:
    [[noreturn]] void fail(const char* action) const;

    std::filesystem::path target_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    bool committed_ = false;
};

}  // namespace catvton::weights
