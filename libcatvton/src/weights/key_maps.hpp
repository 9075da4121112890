#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "weights/state_dict.hpp"

namespace catvton::weights {

/// Names of the self-attention modules of a UNet ("....attn1") in the order in which CatVTON
/// numbers them: down blocks, up blocks, mid block last. `config` is the UNet's; throws
/// corrupt_weights when it does not tell.
std::vector<std::string> attention_modules(const nlohmann::json& config);

/// Lays CatVTON's attention checkpoint over the base UNet. Layer i owns the numbers 8i (the
/// module), 8i+1 to 8i+3 (its projections), 8i+4 and 8i+5 (to_out and to_out.0); a file may use the
/// module's name or the part's, or both with the same content. `what` begins errors. Throws
/// corrupt_weights with the list of tensors that are missing, unexpected or of another shape than
/// the base's.
void apply_attention(StateDict& unet, const StateDict& attention, const nlohmann::json& config,
                     const std::string& what);

/// The same tensors with diffusers' modern names: the VAE's attention was once called query, key,
/// value, proj_attn. `what` begins errors. Throws corrupt_weights when a tensor has both names.
StateDict modern_vae_names(const StateDict& vae, const std::string& what);

}  // namespace catvton::weights
