#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace catvton::capi {

/// Structs of the interface start with their size, so that fields can be appended: callers compiled
/// with an older header pass a shorter struct, with a newer one a longer struct.

/// Throws invalid_argument unless `size` is one that a header of this interface can have had.
void check_struct_size(std::uint32_t size, const char* name);
/// Copies what the caller's struct has over the defaults in `known`. Throws invalid_argument for a
/// wrong size and for a field that this library does not know and that is not 0.
void read_struct_bytes(const void* given, void* known, std::size_t known_size, const char* name);
/// Zeroes the caller's struct behind its size; leaves one alone that is null or has a wrong size.
void clear_struct_bytes(void* given) noexcept;
/// Copies `known`, all but its size, into the caller's struct as far as that reaches.
void write_struct_bytes(void* given, const void* known, std::size_t known_size) noexcept;

template <class T>
inline constexpr bool kIsSizedStruct = std::is_trivially_copyable_v<T> && sizeof(T) % 8 == 0 &&
                                       offsetof(T, struct_size) == 0;

/// The caller's struct over `defaults`; null means the defaults.
template <class T>
T read_struct(const T* given, const char* name, const T& defaults) {
    static_assert(kIsSizedStruct<T>);
    T known = defaults;
    if (given) read_struct_bytes(given, &known, sizeof(T), name);
    return known;
}

/// Sets up the caller's struct, whose size it need not hold yet.
template <class T>
void init_struct(T* options, std::uint32_t struct_size, const T& defaults) {
    static_assert(kIsSizedStruct<T>);
    check_struct_size(struct_size, "struct");
    std::memcpy(static_cast<void*>(options), &struct_size, sizeof struct_size);
    clear_struct_bytes(options);
    write_struct_bytes(options, &defaults, sizeof(T));
}

}  // namespace catvton::capi
