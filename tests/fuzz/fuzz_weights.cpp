// Fuzz target of the weight readers: any bytes are a file that is read or refused, never worse.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "catvton/error.hpp"
#include "weights/state_dict.hpp"

namespace {

/// A file in memory, reachable by a path.
class MemoryFile {
public:
    MemoryFile(const std::uint8_t* data, std::size_t size)
        : descriptor_(::memfd_create("weights", MFD_CLOEXEC)) {
        if (descriptor_ < 0 || ::write(descriptor_, data, size) != static_cast<ssize_t>(size))
            std::abort();
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

/// Every byte of every tensor must be readable, and as many as its shape says.
void check(const catvton::weights::StateDict& state) {
    unsigned sum = 0;
    for (const auto& [name, entry] : state.items()) {
        std::size_t bytes = catvton::weights::dtype_size(entry.dtype);
        for (const std::int64_t size : entry.shape) bytes *= static_cast<std::size_t>(size);
        if (bytes != entry.bytes) std::abort();
        for (std::size_t i = 0; i < entry.bytes; ++i) sum += static_cast<unsigned>(entry.data[i]);
    }
    [[maybe_unused]] static volatile unsigned sink;
    sink = sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using catvton::ErrorCode;
    const MemoryFile file(data, size);
    try {
        check(catvton::weights::load_state_dict(file.path()));
    } catch (const catvton::Error& error) {
        if (error.code() != ErrorCode::corrupt_weights &&
            error.code() != ErrorCode::unsupported_format) {
            std::abort();
        }
    }
    return 0;
}
