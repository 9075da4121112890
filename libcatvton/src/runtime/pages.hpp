#pragma once

#include <sys/mman.h>
#include <unistd.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <cstddef>
#include <cstdint>
#include <span>

namespace catvton::runtime {

/// Gives memory back to the system without unmapping it, whole pages only: a neighbour's bytes may
/// share the first and the last one. What is read there afterwards comes from the file again in a
/// file's mapping, and is zeros or the old bytes elsewhere.
inline void release_pages(std::span<const std::byte> bytes) noexcept {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto first = reinterpret_cast<std::uintptr_t>(bytes.data());
    const std::uintptr_t begin = (first + page - 1) / page * page;
    const std::uintptr_t end = (first + bytes.size()) / page * page;
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

/// Gives back what the C library keeps of freed memory, where it can be told to.
inline void release_freed_memory() noexcept {
#if defined(__GLIBC__)
    ::malloc_trim(0);
#endif
}

}  // namespace catvton::runtime
