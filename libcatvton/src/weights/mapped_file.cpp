#include "weights/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "catvton/error.hpp"

namespace catvton::weights {

namespace {

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const noexcept { return value_; }

private:
    int value_;
};

[[noreturn]] void throw_system_error(const std::filesystem::path& path, const char* action) {
    const int code = errno;
    const bool missing = code == ENOENT || code == ENOTDIR;
    throw Error(missing ? ErrorCode::not_found : ErrorCode::io,
                "cannot " + std::string(action) + " '" + path.string() +
                    "': " + std::system_category().message(code));
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
    // Without O_NONBLOCK opening a FIFO would wait for a writer.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) throw_system_error(path, "open");
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) throw_system_error(path, "examine");
    if (!S_ISREG(status.st_mode)) {
        throw Error(ErrorCode::unsupported_format, "'" + path.string() + "' is not a regular file");
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    const void* data = nullptr;
    if (size > 0) {
        data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
        if (data == MAP_FAILED) throw_system_error(path, "map");
    }
    return std::shared_ptr<const MappedFile>(
        new MappedFile(path, {static_cast<const std::byte*>(data), size}));
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace catvton::weights
