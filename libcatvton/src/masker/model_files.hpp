#pragma once

#include <filesystem>

#include "catvton/options.hpp"

namespace catvton::masker {

/// One checkpoint and the optional config beside it.
struct ModelFile {
    std::filesystem::path weights;
    std::filesystem::path config;  ///< JSON; need not exist
};

struct ModelFiles {
    ModelFile atr;
    ModelFile lip;
    ModelFile densepose;
};

/// Finds the masker's checkpoints below ModelOptions::resume_path, else in zhengchong/CatVTON below
/// ModelOptions::model, else in the hub cache: SCHP/ and DensePose/ as published (configs atr.json,
/// lip.json and config.json in them), or all files side by side, by their published names or as
/// atr, lip and densepose.safetensors (configs atr.json, lip.json, densepose.json). Throws not_found naming the file and where it was looked for.
ModelFiles find_model_files(const ModelOptions& options);

}  // namespace catvton::masker
