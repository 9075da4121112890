#pragma once

#include <cstdint>
#include <utility>

#include "arguments.hpp"
#include "barrier.hpp"
#include "handles.hpp"
#include "sized_struct.hpp"

/// The frames of C functions by kind of output. Each zeroes the output before anything can fail.
namespace catvton::capi {

/// *out = work().
template <class T, class Work>
catvton_status return_value(T* out, const char* name, Work&& work) noexcept {
    if (out) *out = T{};
    return guard([&] {
        required(out, name);
        *out = work();
    });
}

/// *out = a new handle of the object (or shared_ptr to it) that work() returns.
template <class Work>
catvton_status return_handle(std::uint64_t* out, const char* name, Work&& work) noexcept {
    return return_value(out, name, [&] { return insert_handle(work()); });
}

/// Fills the caller's sized struct with the one that work() returns.
template <class T, class Work>
catvton_status return_struct(T* out, const char* name, Work&& work) noexcept {
    static_assert(kIsSizedStruct<T>);
    clear_struct_bytes(out);
    return guard([&] {
        check_struct_size(required(out, name)->struct_size, name);
        const T known = work();
        write_struct_bytes(out, &known, sizeof(T));
    });
}

/// Makes the caller's options the defaults as far as struct_size, the caller's sizeof, reaches.
template <class T>
catvton_status init_options(T* options, std::uint32_t struct_size, const T& defaults) noexcept {
    return guard([&] { init_struct(required(options, "options"), struct_size, defaults); });
}

/// Frees a handle; 0 is nothing to free.
template <class T>
catvton_status free_handle(std::uint64_t handle) noexcept {
    return guard([&] {
        if (handle != 0) HandleTable::instance().remove(handle, kHandleType<T>);
    });
}

}  // namespace catvton::capi
