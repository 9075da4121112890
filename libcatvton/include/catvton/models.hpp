#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catvton/export.hpp"
#include "catvton/options.hpp"

namespace catvton {

/// One tensor of a weight file.
struct TensorInfo {
    std::string name;
    std::string dtype;  ///< as safetensors writes it: "F32", "F16", ...
    std::vector<std::int64_t> shape;
};

/// What a weight file holds.
struct WeightFileInfo {
    /// "safetensors", "torch_zip", "torch_legacy" or "detectron2_pickle", told by the content.
    std::string format;
    std::vector<TensorInfo> tensors;  ///< in the order of the file
    std::uint64_t bytes = 0;          ///< of all tensors together
};

/// Reads and checks a weight file (safetensors, torch zip, legacy torch, detectron2 pickle) without
/// loading a model. May be called from any thread. Throws not_found, io, corrupt_weights,
/// unsupported_format.
CATVTON_API WeightFileInfo inspect_weights(const std::filesystem::path& path);

/// Writes one safetensors file that ModelOptions::model takes: the attention applied, the unused
/// cross-attention dropped, the configs inside. `precision` fp32, fp16 or bf16 (automatic: fp32).
/// The file appears whole or not at all. May be called from any thread. Throws as Pipeline's
/// constructor does, and io.
CATVTON_API void convert_model(const ModelOptions& model, Precision precision,
                               const std::filesystem::path& path);

}  // namespace catvton
