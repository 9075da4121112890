#include "hub/incomplete_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace catvton::hub {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".incomplete";
constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::size_t kMarkLength = 8;
constexpr int kAttempts = 100;

fs::path fresh_name(const fs::path& blob) {
    std::random_device device;
    const auto number = device();
    std::string mark(kMarkLength, '0');
    for (std::size_t i = 0; i < mark.size(); ++i) mark[i] = kDigits[(number >> (4 * i)) & 15];
    return blob.string() + "." + mark + std::string(kSuffix);
}

/// <hash>.<8 digits>.incomplete. A name without the digits belongs to older programs, which write
/// to it without our locks.
bool is_leftover(const std::string& name, const std::string& hash) {
    if (name.size() != hash.size() + 1 + kMarkLength + kSuffix.size()) return false;
    return name.starts_with(hash + ".") && name.ends_with(kSuffix) &&
           name.find_first_not_of(kDigits, hash.size() + 1) == hash.size() + 1 + kMarkLength;
}

std::vector<fs::path> leftovers(const fs::path& blob) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (fs::directory_iterator entry(blob.parent_path(), ignored), end; entry != end;
         entry.increment(ignored)) {
        if (ignored) break;
        if (is_leftover(entry->path().filename().string(), blob.filename().string()))
            found.push_back(entry->path());
    }
    return found;
}

}  // namespace

std::uint64_t leftover_bytes(const fs::path& blob) {
    std::uint64_t bytes = 0;
    for (const fs::path& leftover : leftovers(blob)) {
        std::error_code gone;
        const std::uint64_t size = fs::file_size(leftover, gone);
        if (!gone) bytes += size;
    }
    return bytes;
}

IncompleteFile::IncompleteFile(const fs::path& blob, std::uint64_t max_size) : blob_(blob) {
    for (const fs::path& leftover : leftovers(blob)) {
        if (!file_) take_up(leftover, max_size);
    }
    for (int attempt = 0; !file_; ++attempt) {
        path_ = fresh_name(blob_);
        file_ = FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (file_) {
            ::flock(file_.get(), LOCK_EX | LOCK_NB);
        } else if (errno != EEXIST || attempt == kAttempts) {
            throw_io("create", path_);
        }
    }
}

bool IncompleteFile::take_up(const fs::path& leftover, std::uint64_t max_size) {
    FileDescriptor file(::open(leftover.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return false;
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > max_size || ::lseek(file.get(), 0, SEEK_END) < 0) {
        ::unlink(leftover.c_str());
        return false;
    }
    path_ = leftover;
    file_ = std::move(file);
    size_ = size;
    return true;
}

void IncompleteFile::append(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            // Full disks should not stay full of halves.
            const int reason = errno;
            discard();
            errno = reason;
            throw_io("write", path_);
        }
        size_ += static_cast<std::uint64_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void IncompleteFile::restart() {
    if (::ftruncate(file_.get(), 0) != 0 || ::lseek(file_.get(), 0, SEEK_SET) != 0)
        throw_io("truncate", path_);
    size_ = 0;
}

void IncompleteFile::complete() {
    if (::fsync(file_.get()) != 0) throw_io("flush", path_);
    if (::rename(path_.c_str(), blob_.c_str()) != 0) throw_io("rename", path_);
    flush_folder(blob_.parent_path());
}

void IncompleteFile::discard() noexcept { ::unlink(path_.c_str()); }

}  // namespace catvton::hub
