#pragma once

#include <memory>

#include "weights/mapped_file.hpp"
#include "weights/state_dict.hpp"

namespace catvton::weights {

/// Reads a pickle of NumPy arrays by name, itself or under "model", as detectron2 publishes its
/// models. Throws corrupt_weights naming the array and the rule, unsupported_format for types that
/// are not read.
StateDict read_detectron2_pickle(const std::shared_ptr<const MappedFile>& file);

}  // namespace catvton::weights
