#pragma once

#include <ATen/Parallel.h>

#include <cstdint>

namespace catvton::nn {

/// Tasks for each thread from which on it does not matter that some get one more.
constexpr std::int64_t kManyTasks = 8;

/// In how many parts, `most` at most, to cut each of `tasks`, so that all threads have about as
/// much to do.
inline std::int64_t parts_of_task(std::int64_t tasks, std::int64_t most) {
    const std::int64_t threads = at::in_parallel_region() ? 1 : at::get_num_threads();
    std::int64_t parts = 1;
    while (parts < most && tasks * parts % threads != 0 && tasks * parts < kManyTasks * threads)
        ++parts;
    return parts;
}

}  // namespace catvton::nn
