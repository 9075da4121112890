#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

#include "weights/state_dict.hpp"

namespace catvton::nn {

/// The element type of a stored tensor in LibTorch's terms.
at::ScalarType scalar_type(weights::DType dtype);

/// Hands the tensors of a checkpoint to the layers that ask for them by name and shape, and keeps
/// account: what was missing, had another shape, or was never asked for is reported all at once by
/// finish(). A floating tensor that already has the wanted type and lives on the CPU is not copied:
/// it stays a window into the mapped file.
class Parameters {
public:
    /// `what` names the checkpoint in errors, e.g. "UNet". Keeps a reference to `state`.
    Parameters(const weights::StateDict& state, std::string what, at::Device device,
               at::ScalarType dtype);
    ~Parameters();
    Parameters(const Parameters&) = delete;
    Parameters& operator=(const Parameters&) = delete;

    /// The named tensor on the device in the wanted type; a stand-in of that shape when it is
    /// missing or reshaped.
    at::Tensor take(const std::string& name, at::IntArrayRef shape);
    bool contains(const std::string& name) const { return state_.find(name) != nullptr; }
    /// Accepts, without reading them, all tensors whose name contains `part`.
    void ignore_containing(std::string part) { ignored_.push_back(std::move(part)); }
    /// Throws corrupt_weights with the list of differences, if there are any.
    void finish() const;
    /// What a layer keeps beyond the tensors that it took.
    void add_bytes(std::uint64_t bytes) noexcept { bytes_ += bytes; }
    /// Bytes that the layers keep so far, in the wanted type.
    std::uint64_t bytes() const noexcept { return bytes_; }

private:
    bool is_ignored(const std::string& name) const;

    const weights::StateDict& state_;
    std::string what_;
    at::Device device_;
    at::ScalarType dtype_;
    std::unordered_set<std::string> taken_;
    std::vector<std::string> ignored_;
    std::vector<std::string> differences_;
    std::deque<const weights::TensorEntry*> recent_;
    std::uint64_t bytes_ = 0;
};

/// A prefix into Parameters: scope / "conv1" asks for "<prefix>conv1.<name>".
class Scope {
public:
    explicit Scope(Parameters& parameters, std::string prefix = "")
        : parameters_(&parameters), prefix_(std::move(prefix)) {}

    Scope operator/(const std::string& child) const {
        return Scope(*parameters_, prefix_ + child + ".");
    }
    Scope operator/(std::size_t index) const { return *this / std::to_string(index); }
    at::Tensor take(const std::string& name, at::IntArrayRef shape) const {
        return parameters_->take(prefix_ + name, shape);
    }
    bool contains(const std::string& name) const { return parameters_->contains(prefix_ + name); }
    void add_bytes(std::uint64_t bytes) const noexcept { parameters_->add_bytes(bytes); }
    const std::string& prefix() const noexcept { return prefix_; }

private:
    Parameters* parameters_;
    std::string prefix_;
};

}  // namespace catvton::nn
