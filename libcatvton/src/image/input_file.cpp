#include "image/input_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "catvton/error.hpp"

namespace catvton::image {

namespace {

constexpr std::size_t kStep = std::size_t(1) << 20;

struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

[[noreturn]] void fail_io(const std::string& name, int error) {
    throw Error(error == ENOENT || error == ENOTDIR ? ErrorCode::not_found : ErrorCode::io,
                "cannot read " + name + ": " + std::strerror(error) + "; check the path");
}

[[noreturn]] void fail_too_large(const std::string& name, std::uint64_t limit) {
    throw Error(ErrorCode::too_large, name + " has more than " + std::to_string(limit) +
                                          " bytes, the limit; save it smaller");
}

}  // namespace

std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
    const std::string name = path.string();
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) fail_io(name, EISDIR);
    errno = 0;
    const std::unique_ptr<std::FILE, Close> file(std::fopen(name.c_str(), "rb"));
    if (!file) fail_io(name, errno);
    const std::uintmax_t size = std::filesystem::file_size(path, ignored);
    if (!ignored && size > max_bytes) fail_too_large(name, max_bytes);
    std::vector<std::uint8_t> bytes;
    if (!ignored) bytes.reserve(std::size_t(size) + kStep);
    for (;;) {
        const std::size_t begin = bytes.size();
        bytes.resize(begin + kStep);
        const std::size_t got = std::fread(bytes.data() + begin, 1, kStep, file.get());
        bytes.resize(begin + got);
        if (bytes.size() > max_bytes) fail_too_large(name, max_bytes);
        if (got < kStep) break;
    }
    if (std::ferror(file.get())) fail_io(name, errno);
    return bytes;
}

}  // namespace catvton::image
