#pragma once

#include <memory>

#include "weights/mapped_file.hpp"
#include "weights/state_dict.hpp"

namespace catvton::weights {

/// The file begins as torch.save began it before PyTorch 1.6.
bool is_torch_legacy(std::span<const std::byte> file) noexcept;

/// Reads a state dict in that format: five pickles (magic number, protocol, system, object, storage
/// keys), then each storage's element count and bytes. Throws corrupt_weights naming the rule,
/// unsupported_format for big-endian files.
StateDict read_torch_legacy(const std::shared_ptr<const MappedFile>& file);

}  // namespace catvton::weights
