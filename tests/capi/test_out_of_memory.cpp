/// Memory that runs out at any allocation of a call: the status says so, the message is there, and
/// outputs are zeroed. The program's malloc fails on demand, for every library in the process.
#include <doctest/doctest.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <thread>

#include "catvton/catvton.h"

extern "C" void* __libc_malloc(std::size_t size);

namespace {

/// Allocations of this thread that still succeed; negative: all.
constinit thread_local long allowance = -1;

bool refuse() {
    if (allowance < 0) return false;
    if (allowance == 0) return true;
    --allowance;
    return false;
}

/// How a call ended whose n-th and later allocations failed.
struct Outcome {
    catvton_status status;
    std::string message;
};

Outcome fail_after(long allocations, const std::function<catvton_status()>& call) {
    allowance = allocations;
    const catvton_status status = call();
    const char* const message = catvton_last_error_message();
    allowance = -1;
    REQUIRE(message != nullptr);
    return {status, message};
}

/// Fails the call at its first, second, ... allocation until it needs no more. Returns the
/// failures.
int exhaust(const std::function<catvton_status()>& call, const std::uint64_t& handle) {
    for (int n = 0;; ++n) {
        const Outcome outcome = fail_after(n, call);
        if (outcome.status == CATVTON_STATUS_OK) {
            CHECK(handle != 0);
            return n;
        }
        CHECK(outcome.status == CATVTON_STATUS_OUT_OF_MEMORY);
        CHECK(outcome.message.find("memory") != std::string::npos);
        CHECK(handle == 0);
        REQUIRE(n < 10000);
    }
}

const std::uint8_t kPixels[16 * 16 * 3] = {};
const catvton_image_view kView{kPixels, 16, 16, 3, 0, 0};

}  // namespace

extern "C" void* malloc(std::size_t size) {
    if (!refuse()) return __libc_malloc(size);
    errno = ENOMEM;
    return nullptr;
}

TEST_CASE("pictures and tokens") {
    std::uint64_t handle = 7;
    CHECK(exhaust([&] { return catvton_image_create(&kView, &handle); }, handle) >= 2);
    catvton_image_free(handle);
    CHECK(exhaust([&] { return catvton_image_gaussian_blur(&kView, 2.0f, &handle); }, handle) >= 2);
    catvton_image_free(handle);
    CHECK(exhaust([&] { return catvton_image_resize(&kView, 9, 9, 3, &handle); }, handle) >= 2);
    catvton_image_free(handle);
    CHECK(exhaust([&] { return catvton_cancellation_create(&handle); }, handle) >= 1);
    catvton_cancellation_free(handle);
}

TEST_CASE("a thread's first error needs no memory, whatever the error is") {
    std::thread([] {
        const Outcome outcome = fail_after(0, [] { return catvton_image_free(1); });
        // The exception's text may not have fitted either.
        CHECK((outcome.status == CATVTON_STATUS_INVALID_ARGUMENT ||
               outcome.status == CATVTON_STATUS_OUT_OF_MEMORY));
        CHECK(outcome.message.find("memory") != std::string::npos);
        // With memory again the thread's messages are its own.
        CHECK(catvton_image_free(1) == CATVTON_STATUS_INVALID_ARGUMENT);
        CHECK(std::strstr(catvton_last_error_message(), "catvton_image handle") != nullptr);
    }).join();
}

TEST_CASE("messages: per thread, empty after a success, cut at a whole character") {
    CHECK(catvton_image_free(1) == CATVTON_STATUS_INVALID_ARGUMENT);
    std::thread([] { CHECK(std::string(catvton_last_error_message()).empty()); }).join();
    CHECK(!std::string(catvton_last_error_message()).empty());
    CHECK(catvton_image_free(0) == CATVTON_STATUS_OK);
    CHECK(std::string(catvton_last_error_message()).empty());

    catvton_image image = 0;
    std::string path = "/x";
    for (int i = 0; i < 8192; ++i) path += "\xc3\xa4";
    for (int shift = 0; shift < 2; ++shift) {
        catvton_device_options options = CATVTON_DEVICE_OPTIONS_INIT;
        options.device = path.c_str();
        CHECK(catvton_context_create(&options, &image) == CATVTON_STATUS_INVALID_ARGUMENT);
        const std::string message = catvton_last_error_message();
        CHECK(message.size() >= 8190);
        CHECK(message.size() < 8192);
        // The last byte ends a two-byte character.
        CHECK((static_cast<unsigned char>(message.back()) & 0xC0) == 0x80);
        path.insert(path.begin(), 'x');
    }
}
