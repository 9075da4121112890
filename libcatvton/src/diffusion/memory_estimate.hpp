#pragma once

#include "catvton/options.hpp"
#include "diffusion/try_on_model.hpp"

namespace catvton::diffusion {

/// What one run of `batch` requests needs on `device`, from the sizes of the maps that are alive
/// together where the UNet and the VAE's decoder are widest.
MemoryEstimate estimate_memory(const TryOnModel& model, const TryOnOptions& options, int batch,
                               at::Device device, at::ScalarType dtype);

}  // namespace catvton::diffusion
