#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace catvton::server {

/// Bounds the bytes of all request bodies that are in memory at a time. From any thread.
class UploadBudget {
public:
    explicit UploadBudget(std::size_t bytes) : limit_(bytes) {}
    std::size_t used() const noexcept { return used_; }

    /// What one body has of it; given back when this is destroyed.
    class Share {
    public:
        explicit Share(UploadBudget& budget) : budget_(&budget) {}
        Share(Share&& other) noexcept
            : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
        Share& operator=(Share&&) = delete;
        ~Share() { budget_->used_ -= bytes_; }

        /// False when the budget is used up.
        bool grow_to(std::size_t bytes) {
            budget_->used_ += bytes - std::exchange(bytes_, bytes);
            return budget_->used_ <= budget_->limit_;
        }

    private:
        UploadBudget* budget_;
        std::size_t bytes_ = 0;
    };

private:
    const std::size_t limit_;
    std::atomic<std::size_t> used_{0};
};

}  // namespace catvton::server
