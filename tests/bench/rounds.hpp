#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

// Candidates for the same work on one thread, in turn within each round and by its own processor
// time, so that their ratios hold on a busy machine too; the best round counts.
namespace catvton::bench {

inline double thread_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Candidate {
    std::function<void()> run;
    double best = 1e30;  // seconds
};

inline void measure(std::vector<Candidate>& candidates, double seconds) {
    const double end = thread_seconds() + seconds;
    do {
        for (Candidate& candidate : candidates) {
            const double start = thread_seconds();
            candidate.run();
            candidate.best = std::min(candidate.best, thread_seconds() - start);
        }
    } while (thread_seconds() < end);
}

}  // namespace catvton::bench
