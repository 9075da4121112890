#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace catvton::nn {

/// Floats to work in, aligned to 64 bytes, that go from one call to the next: fresh pages would
/// cost a fifth of the time of a convolution. What is kept in all is bounded.
class Scratch {
public:
    explicit Scratch(std::int64_t floats);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    float* floats() const { return memory_.mutable_data_ptr<float>(); }

    /// Frees all that is kept and not in use.
    static void release();

private:
    at::Tensor memory_;
};

}  // namespace catvton::nn
