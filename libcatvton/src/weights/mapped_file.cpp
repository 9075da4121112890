#include "weights/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "catvton/error.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace catvton::weights {

namespace {

/// The last page of a mapping reads as zeros behind the file's end: the address sanitizer shall
/// report such a read. Taken back before unmapping.
void guard_tail(std::span<const std::byte> bytes, bool guarded) {
#if defined(__SANITIZE_ADDRESS__)
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t tail = (page - bytes.size() % page) % page;
    const std::byte* const end = bytes.data() + bytes.size();
    if (guarded) {
        ASAN_POISON_MEMORY_REGION(end, tail);
    } else {
        ASAN_UNPOISON_MEMORY_REGION(end, tail);
    }
#else
    static_cast<void>(bytes);
    static_cast<void>(guarded);
#endif
}

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
        guard_tail({static_cast<const std::byte*>(data), size}, true);
    }
    return std::shared_ptr<const MappedFile>(
        new MappedFile(path, {static_cast<const std::byte*>(data), size}));
}

MappedFile::~MappedFile() {
    if (bytes_.empty()) return;
    guard_tail(bytes_, false);
    ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace catvton::weights
