// A bad file must not make the process grow. Each one is decoded in a child process whose resident
// set is measured; sanitizers keep freed memory, so that they make no sense here.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

constexpr long kMostKilobytes = 64 * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeasurable = false;
#else
constexpr bool kMeasurable = true;
#endif

long peak_kilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/// Whether `action`, which may fail, stays below the limit.
bool stays_small(const std::function<void()>& action) {
    const pid_t child = fork();
    if (child == 0) {
        const long before = peak_kilobytes();
        try {
            action();
        } catch (const Error&) {
        }
        _exit(peak_kilobytes() - before < kMostKilobytes ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void put16(FileBytes& file, std::size_t at, unsigned value) {
    file.at(at) = static_cast<std::uint8_t>(value >> 8);
    file.at(at + 1) = static_cast<std::uint8_t>(value);
}

/// A JPEG that declares 8000 x 8000 pixels, just below the limit, and has data for a few.
FileBytes inflated_jpeg(const std::string& name) {
    FileBytes file = picture_bytes(name);
    for (std::size_t at = 2; at + 9 < file.size(); ++at) {
        if (file[at] != 0xFF || (file[at + 1] != 0xC0 && file[at + 1] != 0xC2)) continue;
        put16(file, at + 5, 8000);
        put16(file, at + 7, 8000);
        return file;
    }
    throw std::runtime_error("no frame header in " + name);
}

}  // namespace

TEST_CASE("no bad file costs much memory" * doctest::skip(!kMeasurable)) {
    int files = 0;
    for (const std::string& name : picture_names("bad", 1 << 20)) {
        CAPTURE(name);
        CHECK(stays_small([&] { load_image(picture_path(name)); }));
        ++files;
    }
    CHECK(files == 96);
}

TEST_CASE("a huge declared size with little data is refused before decoding") {
    for (const char* name : {"files/jpeg_444_q40.jpg", "files/jpeg_progressive_420.jpg",
                             "files/jpeg_grey.jpg", "files/jpeg_cmyk_adobe.jpg"}) {
        CAPTURE(name);
        const FileBytes file = inflated_jpeg(name);
        CHECK(failure_of([&] { probe_image(file); }) == ErrorCode::invalid_image);
        if (kMeasurable) CHECK(stays_small([&] { decode_image(file); }));
    }
}

TEST_CASE("an endless device is not read into memory" * doctest::skip(!kMeasurable)) {
    DecodeOptions options;
    options.max_bytes = 1 << 20;
    CHECK(stays_small([&] { load_image("/dev/zero", options); }));
}
