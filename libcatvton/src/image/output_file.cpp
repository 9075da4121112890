#include "image/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "catvton/error.hpp"

namespace catvton::image {

namespace {

constexpr mode_t kMode = 0666;  // less the process's umask

/// A new file that is removed unless it gets its final name.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::filesystem::path& target) : target_(target.string()) {
        static std::atomic<unsigned> serial{0};
        // Other programs may write the same target at the same time.
        name_ = target_ + "." + std::to_string(getpid()) + "." + std::to_string(serial++) + ".tmp";
        descriptor_ = open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
        if (descriptor_ < 0) fail();
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (descriptor_ >= 0) close(descriptor_);
        if (!committed_) unlink(name_.c_str());
    }

    void write(std::span<const std::uint8_t> bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail();
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
    }

    void commit() {
        // A full disk may show only here.
        if (close(std::exchange(descriptor_, -1)) != 0) fail();
        if (std::rename(name_.c_str(), target_.c_str()) != 0) fail();
        committed_ = true;
    }

private:
    [[noreturn]] void fail() const {
        const int error = errno;
        throw Error(ErrorCode::io, "cannot write " + target_ + ": " + std::strerror(error) +
                                       "; check the folder, its permissions and free space");
    }

    std::string target_, name_;
    int descriptor_ = -1;
    bool committed_ = false;
};

}  // namespace

void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
    TemporaryFile file(path);
    file.write(bytes);
    file.commit();
}

}  // namespace catvton::image
