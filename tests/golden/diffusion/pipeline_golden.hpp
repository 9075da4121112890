#pragma once

#include <ATen/ATen.h>

#include <string>

#include "diffusion/try_on_model.hpp"
#include "support/diffusion_models.hpp"
#include "support/tensor_check.hpp"

namespace catvton::test {

/// Parameters of one recorded pipeline run, from cases.json.
struct PipelineCase {
    std::string name;
    FormulaModel model;
    int width = 0;
    int height = 0;
    int batch = 1;
    diffusion::SamplingOptions options;

    static PipelineCase load(const std::string& name);
};

/// The recorded pictures, cropped, padded and converted by the library.
diffusion::TryOnInputs golden_inputs(const PipelineCase& c, const GoldenFile& golden);

/// Result pixels of every batch entry, [batch, H, W, 3] bytes.
at::Tensor to_bytes(const at::Tensor& decoded);

/// Runs the case in fp32 and compares every recorded value and the picture. Returns how many values
/// were compared.
int check_pipeline(const PipelineCase& c, const diffusion::TryOnModel& model);

}  // namespace catvton::test
