#include "sized_struct.hpp"

#include <algorithm>
#include <string>

#include "catvton/error.hpp"

namespace catvton::capi {

namespace {

/// The size and the first field: what the shortest struct holds.
constexpr std::uint32_t kMinSize = 8;
/// Larger than any struct will be: a size above is a struct that was never set up.
constexpr std::uint32_t kMaxSize = 4096;
constexpr std::uint32_t kSizeStep = 8;

bool is_possible(std::uint32_t size) {
    return size >= kMinSize && size <= kMaxSize && size % kSizeStep == 0;
}

std::uint32_t size_of(const void* given) {
    std::uint32_t size = 0;
    std::memcpy(&size, given, sizeof size);
    return size;
}

}  // namespace

void check_struct_size(std::uint32_t size, const char* name) {
    if (is_possible(size)) return;
    throw Error(ErrorCode::invalid_argument,
                std::string(name) + ": struct_size is " + std::to_string(size) +
                    ": set the struct up with its _INIT macro or _init function");
}

void read_struct_bytes(const void* given, void* known, std::size_t known_size, const char* name) {
    const std::uint32_t size = size_of(given);
    check_struct_size(size, name);
    const auto* const bytes = static_cast<const unsigned char*>(given);
    if (size > known_size && std::any_of(bytes + known_size, bytes + size,
                                         [](unsigned char byte) { return byte != 0; })) {
        throw Error(ErrorCode::invalid_argument,
                    std::string(name) +
                        " uses a field of a newer version of this library: use that version, or "
                        "leave the field 0");
    }
    std::memcpy(known, given, std::min<std::size_t>(size, known_size));
}

void clear_struct_bytes(void* given) noexcept {
    if (!given) return;
    const std::uint32_t size = size_of(given);
    if (!is_possible(size)) return;
    std::memset(static_cast<unsigned char*>(given) + sizeof size, 0, size - sizeof size);
}

void write_struct_bytes(void* given, const void* known, std::size_t known_size) noexcept {
    const std::size_t size = std::min<std::size_t>(size_of(given), known_size);
    constexpr std::size_t kSkip = sizeof(std::uint32_t);
    std::memcpy(static_cast<unsigned char*>(given) + kSkip,
                static_cast<const unsigned char*>(known) + kSkip, size - kSkip);
}

}  // namespace catvton::capi
