#include "unit/weights/pickle/allocation_meter.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> held = 0, most = 0;

}  // namespace

// The aligned and the array forms are left alone or come here by default.
void* operator new(std::size_t size) {
    void* const memory = std::malloc(std::max<std::size_t>(size, 1));
    if (!memory) throw std::bad_alloc();
    const std::size_t now = held += malloc_usable_size(memory);
    for (std::size_t known = most; now > known && !most.compare_exchange_weak(known, now);) {
    }
    return memory;
}

void operator delete(void* memory) noexcept {
    if (memory) held -= malloc_usable_size(memory);
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace catvton::test {

AllocationMeter::AllocationMeter() noexcept : begin_(held) { most = begin_; }

std::size_t AllocationMeter::peak() const noexcept { return most - begin_; }

}  // namespace catvton::test
