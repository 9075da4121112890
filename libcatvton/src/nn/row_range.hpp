#pragma once

#include <cstdint>

namespace catvton::nn {

/// Rows begin to end - 1.
struct RowRange {
    std::int64_t begin, end;
    std::int64_t count() const noexcept { return end - begin; }
};

}  // namespace catvton::nn
