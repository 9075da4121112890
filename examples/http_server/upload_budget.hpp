#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace catvton::server {

/// Bounds the bytes of all request bodies that are in memory at a time. From any thread.
class UploadBudget {
public:
    explicit UploadBudget(std::size_t bytes) : left_(static_cast<std::ptrdiff_t>(bytes)) {}

    /// What one body has of it; given back when this is destroyed.
    class Share {
    public:
        explicit Share(UploadBudget& budget) : budget_(&budget) {}
        Share(Share&& other) noexcept
            : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
        Share& operator=(Share&&) = delete;
        ~Share() { budget_->left_ += bytes_; }

        /// False when the budget is used up.
        bool grow_to(std::size_t bytes) {
            const auto more = static_cast<std::ptrdiff_t>(bytes) - bytes_;
            bytes_ += more;
            return (budget_->left_ -= more) >= 0;
        }

    private:
        UploadBudget* budget_;
        std::ptrdiff_t bytes_ = 0;
    };

private:
    std::atomic<std::ptrdiff_t> left_;
};

}  // namespace catvton::server
