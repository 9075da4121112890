#include "last_error.hpp"

#include <pthread.h>

#include <cstdlib>
#include <cstring>

namespace catvton::capi {

namespace {

/// Longest message, with its end. Lists of tensor differences are long.
constexpr std::size_t kCapacity = 8192;

// In the thread's static block: other models allocate the block when a thread first touches it, and
// end the process when that fails. Hence also a bare pointer instead of an object with a
// destructor.
__attribute__((tls_model("initial-exec"))) constinit thread_local const char* message = "";

/// Owns each thread's buffer.
class BufferKey {
public:
    BufferKey() noexcept { valid_ = pthread_key_create(&key_, release) == 0; }

    /// The thread's buffer, made when it is first needed; null without memory.
    char* buffer() const noexcept {
        if (!valid_) return nullptr;
        if (void* const known = pthread_getspecific(key_)) return static_cast<char*>(known);
        void* const made = std::malloc(kCapacity);
        if (made && pthread_setspecific(key_, made) != 0) {
            std::free(made);
            return nullptr;
        }
        return static_cast<char*>(made);
    }

private:
    static void release(void* buffer) {
        message = "";
        std::free(buffer);
    }

    pthread_key_t key_{};
    bool valid_ = false;
};

const BufferKey buffer_key;

/// Bytes of `text` that fit, without half a character at the end.
std::size_t fitting_length(const char* text) noexcept {
    std::size_t length = strnlen(text, kCapacity);
    if (length < kCapacity) return length;
    length = kCapacity - 1;
    // Bytes 10xxxxxx continue a UTF-8 character.
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u) --length;
    return length;
}

}  // namespace

const char* last_error() noexcept { return message; }

void set_last_error(const char* text) noexcept {
    char* const buffer = buffer_key.buffer();
    if (!buffer) {
        message = "the call failed, and there is no memory for the message";
        return;
    }
    const std::size_t length = fitting_length(text);
    std::memcpy(buffer, text, length);
    buffer[length] = '\0';
    message = buffer;
}

void set_fixed_last_error(const char* text) noexcept { message = text; }

}  // namespace catvton::capi
