#include "runtime/memory.hpp"

#include <ATen/DeviceAccelerator.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "runtime/pages.hpp"

namespace catvton::runtime {

namespace {

/// A line "Key:   123 kB" of a /proc file, in bytes.
std::uint64_t proc_value(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.rfind(key + ":", 0) != 0) continue;
        std::istringstream value(line.substr(key.size() + 1));
        std::uint64_t kilobytes = 0;
        value >> kilobytes;
        return kilobytes * 1024;
    }
    return 0;
}

/// The number in a control-group file; the largest value when there is no limit.
std::uint64_t cgroup_value(const char* file) {
    std::ifstream in(file);
    std::uint64_t value = 0;
    return in >> value ? value : std::numeric_limits<std::uint64_t>::max();
}

MemoryInfo cpu_memory() {
    MemoryInfo info;
    info.total = proc_value("/proc/meminfo", "MemTotal");
    info.free = proc_value("/proc/meminfo", "MemAvailable");
    const std::uint64_t limit = cgroup_value("/sys/fs/cgroup/memory.max");
    if (limit < info.total) {
        const std::uint64_t used = cgroup_value("/sys/fs/cgroup/memory.current");
        info.total = limit;
        info.free = std::min(info.free, used < limit ? limit - used : 0);
    }
    info.allocated = proc_value("/proc/self/status", "VmRSS");
    info.peak = proc_value("/proc/self/status", "VmHWM");
    if (!info.peak) {
        rusage usage{};
        if (getrusage(RUSAGE_SELF, &usage) == 0) {
            info.peak = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
        }
    }
    return info;
}

}  // namespace

MemoryInfo memory_info(c10::Device device) {
    if (device.is_cpu()) return cpu_memory();
    MemoryInfo info;
    const auto [free, total] = at::accelerator::getMemoryInfo(device.index());
    info.free = free;
    info.total = total;
    const auto stats = at::accelerator::getDeviceStats(device.index());
    constexpr auto kAll = static_cast<std::size_t>(at::CachingDeviceAllocator::StatType::AGGREGATE);
    info.allocated = static_cast<std::uint64_t>(stats.reserved_bytes[kAll].current);
    info.peak = static_cast<std::uint64_t>(stats.reserved_bytes[kAll].peak);
    return info;
}

void reset_peak_memory(c10::Device device) {
    if (!device.is_cpu()) at::accelerator::resetPeakStats(device.index());
}

void release_cached_memory(c10::Device device) {
    if (!device.is_cpu()) {
        at::accelerator::emptyCache();
        return;
    }
    release_freed_memory();
}

}  // namespace catvton::runtime
