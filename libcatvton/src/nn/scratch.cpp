#include "nn/scratch.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

namespace catvton::nn {

namespace {

constexpr std::size_t kMostKept = 256u << 20;  // bytes

/// What is not in use, the smallest first.
struct Kept {
    std::mutex mutex;
    std::vector<at::Tensor> memories;
    std::size_t bytes = 0;
};

Kept& kept() {
    static Kept* const all = new Kept;  // threads may still return what they use at exit
    return *all;
}

}  // namespace

Scratch::Scratch(std::int64_t floats) {
    {
        Kept& all = kept();
        const std::lock_guard lock(all.mutex);
        const auto found = std::find_if(all.memories.begin(), all.memories.end(),
                                        [&](const at::Tensor& m) { return m.numel() >= floats; });
        if (found != all.memories.end()) {
            memory_ = std::move(*found);
            all.memories.erase(found);
            all.bytes -= memory_.nbytes();
            return;
        }
    }
    memory_ = at::empty({floats}, at::kFloat);
}

Scratch::~Scratch() {
    Kept& all = kept();
    const std::lock_guard lock(all.mutex);
    if (all.bytes + memory_.nbytes() > kMostKept) {
        if (all.memories.empty() || all.memories.front().numel() >= memory_.numel()) return;
        all.bytes -= all.memories.front().nbytes();
        all.memories.erase(all.memories.begin());
        if (all.bytes + memory_.nbytes() > kMostKept) return;
    }
    all.bytes += memory_.nbytes();
    all.memories.insert(std::upper_bound(all.memories.begin(), all.memories.end(), memory_,
                                         [](const at::Tensor& a, const at::Tensor& b) {
                                             return a.numel() < b.numel();
                                         }),
                        memory_);
}

}  // namespace catvton::nn
