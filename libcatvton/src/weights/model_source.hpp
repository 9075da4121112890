#pragma once

#include <filesystem>
#include <string>

#include "catvton/options.hpp"
#include "weights/state_dict.hpp"

namespace catvton::weights {

/// All that the diffusion half is built from, before any tensor is created.
struct ModelComponents {
    std::string unet_config;       ///< JSON text
    std::string vae_config;        ///< JSON text
    std::string scheduler_config;  ///< JSON text
    std::string run_defaults;      ///< JSON text of the model's own size and steps; or empty
    /// Folder of the attention in CatVTON's repository ("mix-48k-1024"); empty: unknown.
    std::string attention_version;
    StateDict unet;  ///< diffusers' names, CatVTON's self-attention laid over the base's
    StateDict vae;   ///< diffusers' modern names (to_q, to_k, to_v, to_out.0)
};

/// Finds and opens (by mmap) the files that the options name: a model by its name, folders in the
/// published layout, a folder of owner/repository folders, one merged file or a folder that holds
/// it as try_on.safetensors, or repositories in the Hugging Face cache on disk. Throws not_found
/// naming what is missing and where it was looked for, io, corrupt_weights (configs too: one JSON
/// object of at most 4 MiB), unsupported_format, invalid_argument for options that a merged file
/// cannot follow.
ModelComponents open_model(const ModelOptions& options);

/// The published repositories of one variant.
struct PublishedSources {
    const char* base_model;
    const char* vae;
    const char* resume_path;
};
PublishedSources published_sources(bool mask_free);

/// The folder in CatVTON's repository. Throws invalid_argument for a value that is none.
const char* attention_folder(AttentionVersion version);

/// The folder of a source: itself when it is a folder, else the snapshot of owner/repository in the
/// hub cache.
std::filesystem::path resolve_source(const std::string& folder_or_repository);

/// A component's weights in diffusers' layout: diffusion_pytorch_model.safetensors, else .bin, else
/// their shards, else the fp16 and bf16 variants of all these.
StateDict load_component(const std::filesystem::path& folder);

/// Writes one safetensors file that open_model() takes as ModelOptions::model: attention applied,
/// attn2 dropped, floating tensors converted to `dtype` (f32, f16 or bf16), configs in its
/// metadata. Appears whole or not at all.
void write_merged_model(const ModelComponents& components, DType dtype,
                        const std::filesystem::path& path);

}  // namespace catvton::weights
