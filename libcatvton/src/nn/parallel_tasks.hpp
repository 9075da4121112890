#pragma once

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace catvton::nn {

/// Threads that work on what is started here: one within a parallel loop.
inline std::int64_t usable_threads() {
    return at::in_parallel_region() ? 1 : at::get_num_threads();
}

/// Calls task(index, worker) for every index below `count`; each worker, of which there are
/// usable_threads() at most, calls one after the other. Each starts with the task of its number, so
/// that what follows finds its data where it was left; then workers take the next task when they
/// are done: where a core does other work too, it gets fewer.
template <class Task>
void for_each_task(std::int64_t count, Task task) {
    const std::int64_t workers = std::min(usable_threads(), count);
    if (workers <= 1) {
        for (std::int64_t i = 0; i < count; ++i) task(i, std::int64_t{0});
        return;
    }
    std::atomic<std::int64_t> next{workers};
    const bool inference = c10::InferenceMode::is_enabled();
    at::parallel_for(0, workers, 1, [&](std::int64_t begin, std::int64_t end) {
        const c10::InferenceMode guard(inference);  // a thread's own state
        for (std::int64_t worker = begin; worker < end; ++worker) {
            for (std::int64_t i = worker; i < count; i = next++) task(i, worker);
        }
    });
}

/// In how many parts, `most` at most, to cut each of `tasks`, so that all workers have about as
/// much to do.
inline std::int64_t parts_of_task(std::int64_t tasks, std::int64_t most) {
    constexpr std::int64_t kManyTasks = 8;  // for each worker
    const std::int64_t workers = usable_threads();
    std::int64_t parts = 1;
    while (parts < most && tasks * parts % workers != 0 && tasks * parts < kManyTasks * workers)
        ++parts;
    return parts;
}

}  // namespace catvton::nn
