#include "runtime/cpu_features.hpp"

#include <fstream>
#include <sstream>

#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace catvton::runtime {

bool cpu_has_native_bf16() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") > 0;
#elif defined(__aarch64__) && defined(HWCAP2_BF16)
    return (getauxval(AT_HWCAP2) & HWCAP2_BF16) != 0;
#else
    return false;
#endif
}

std::string cpu_name() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("model name", 0) != 0) continue;
        const auto start = line.find_first_not_of(": \t", 10);
        if (start != std::string::npos) return line.substr(start);
    }
    return "cpu";
}

}  // namespace catvton::runtime
