#pragma once

#include <memory>

#include "weights/mapped_file.hpp"
#include "weights/model_source.hpp"

namespace catvton::weights {

/// Reads what write_merged_model() wrote. Throws corrupt_weights when the file is another
/// safetensors file.
ModelComponents read_merged_model(const std::shared_ptr<const MappedFile>& file);

}  // namespace catvton::weights
