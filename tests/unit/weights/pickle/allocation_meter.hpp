#pragma once

#include <cstddef>

namespace catvton::test {

/// Counts what operator new holds in this program, all threads together.
class AllocationMeter {
public:
    AllocationMeter() noexcept;
    /// The most bytes held at once since construction, beyond what was held then.
    std::size_t peak() const noexcept;

private:
    std::size_t begin_;
};

}  // namespace catvton::test
