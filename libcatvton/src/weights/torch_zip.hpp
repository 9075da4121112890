#pragma once

#include <memory>

#include "weights/mapped_file.hpp"
#include "weights/state_dict.hpp"

namespace catvton::weights {

/// Reads a state dict that torch.save wrote as a zip archive (PyTorch 1.6 and later).
/// Throws corrupt_weights naming the rule, unsupported_format for TorchScript and for big-endian
/// files.
StateDict read_torch_zip(const std::shared_ptr<const MappedFile>& file);

}  // namespace catvton::weights
