#pragma once

#include <memory>

#include "weights/mapped_file.hpp"
#include "weights/state_dict.hpp"

namespace catvton::weights {

/// Reads a safetensors file without copying: the tensors are windows into the mapping. Stricter
/// than the format's own library: duplicate keys, a byte order mark and trailing bytes are refused.
/// Throws corrupt_weights naming the broken rule, unsupported_format for element types that are not
/// read.
StateDict read_safetensors(const std::shared_ptr<const MappedFile>& file);

}  // namespace catvton::weights
