#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace catvton::nn {

/// Floats to work in, aligned to 64 bytes, that go from one call to the next: fresh pages would
/// cost a fifth of the time of a convolution. 256 MB at most are kept in all, for the whole process.
class Scratch {
public:
    explicit Scratch(std::int64_t floats);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    float* floats() const { return memory_.mutable_data_ptr<float>(); }

private:
    at::Tensor memory_;
};

}  // namespace catvton::nn
