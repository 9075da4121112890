#include "weights/pending_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <string>
#include <system_error>

#include "catvton/error.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kWriteChunk = std::size_t{1} << 30;  // one write() takes less than 2 GiB
constexpr int kAttempts = 100;

std::string random_suffix() {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::random_device device;
    const auto number = device();
    std::string suffix(8, '0');
    for (std::size_t i = 0; i < suffix.size(); ++i) suffix[i] = kDigits[(number >> (4 * i)) & 15];
    return suffix;
}

/// A renamed file survives a power cut only when its folder is flushed too. Not all file systems
/// can.
void flush_folder(const std::filesystem::path& folder) noexcept {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

PendingFile::PendingFile(std::filesystem::path target) : target_(std::move(target)) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        temporary_ = target_.string() + "." + random_suffix() + ".tmp";
        // Not mkstemp: it makes private files, while a model is as readable as any other new file.
        descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor_ >= 0) return;
        if (errno != EEXIST) break;
    }
    fail("create a file beside");
}

PendingFile::~PendingFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!committed_) ::unlink(temporary_.c_str());
}

void PendingFile::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written =
            ::write(descriptor_, bytes.data(), std::min(bytes.size(), kWriteChunk));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("write");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void PendingFile::commit() {
    if (::fsync(descriptor_) != 0) fail("flush");
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) fail("close");
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("rename to");
    committed_ = true;
    flush_folder(target_.has_parent_path() ? target_.parent_path() : ".");
}

void PendingFile::fail(const char* action) const {
    throw Error(ErrorCode::io, std::string("cannot ") + action + " '" + target_.string() +
                                   "': " + std::system_category().message(errno));
}

}  // namespace catvton::weights
