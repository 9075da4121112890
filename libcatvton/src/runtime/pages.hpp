#pragma once

#include <sys/mman.h>
#include <unistd.h>

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

}  // namespace catvton::runtime
