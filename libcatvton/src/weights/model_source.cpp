#include "weights/model_source.hpp"

#include <array>
#include <optional>

#include "catvton/error.hpp"
#include "weights/file_text.hpp"
#include "weights/hub_cache.hpp"
#include "weights/json_reader.hpp"
#include "weights/key_maps.hpp"
#include "weights/merged_model.hpp"
#include "weights/shard_index.hpp"

namespace catvton::weights {

namespace {

namespace fs = std::filesystem;

/// The published repositories of one variant.
struct Published {
    const char* base_model;
    const char* vae;
    const char* resume_path;
};

constexpr Published kMasked{"booksforcharlie/stable-diffusion-inpainting",
                            "stabilityai/sd-vae-ft-mse", "zhengchong/CatVTON"};
constexpr Published kMaskFree{"timbrooks/instruct-pix2pix", "stabilityai/sd-vae-ft-mse",
                              "zhengchong/CatVTON-MaskFree"};

const char* attention_folder(AttentionVersion version) {
    switch (version) {
        case AttentionVersion::mix:
            return "mix-48k-1024";
        case AttentionVersion::vitonhd:
            return "vitonhd-16k-512";
        case AttentionVersion::dresscode:
            return "dresscode-16k-512";
    }
    throw Error(ErrorCode::invalid_argument, "attention_version is not a known one");
}

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

/// A folder, a repository below `root`, or a snapshot in the hub cache.
fs::path resolve(const std::string& source, const fs::path& root) {
    if (is_folder(source)) return source;
    if (!root.empty() && is_folder(root / source)) return root / source;
    std::string looked = "it is not a folder";
    if (!root.empty()) looked += ", not below '" + root.string() + "'";
    if (is_repository_id(source)) {
        if (const auto snapshot = find_snapshot(source)) return *snapshot;
        looked += ", and not in the Hugging Face cache at '" + hub_cache_root().string() +
                  "'. Download it with `huggingface-cli download " + source + "`, or name a folder";
    }
    throw Error(ErrorCode::not_found, "cannot find the weights '" + source + "': " + looked);
}

/// The first of `names` that is a file in `folder`, loaded; a name that ends in .index.json is a
/// sharded checkpoint.
template <std::size_t N>
StateDict load_first(const fs::path& folder, const std::array<const char*, N>& names) {
    for (const char* name : names) {
        const fs::path path = folder / name;
        if (!is_file(path)) continue;
        return path.string().ends_with(".index.json") ? load_sharded(path) : load_state_dict(path);
    }
    throw Error(ErrorCode::not_found, "no weights in '" + folder.string() + "': expected " +
                                          names[0] + " or " + names[1]);
}

std::string read_config(const fs::path& path) {
    std::string text = read_text_file(path);
    parse_json_object(text, "'" + path.string() + "'");
    return text;
}

StateDict load_attention(const fs::path& folder) {
    // The order in which accelerate looks.
    static constexpr std::array<const char*, 4> kNames{"pytorch_model.bin", "model.safetensors",
                                                       "pytorch_model.bin.index.json",
                                                       "model.safetensors.index.json"};
    return load_first(folder, kNames);
}

ModelComponents open_folders(const ModelOptions& options, const fs::path& root) {
    const Published& published = options.mask_free ? kMaskFree : kMasked;
    const auto source = [&](const std::string& given, const char* otherwise) {
        return resolve(given.empty() ? otherwise : given, root);
    };
    const fs::path base = source(options.base_model, published.base_model);
    fs::path vae = source(options.vae, published.vae);
    if (!is_file(vae / "config.json") && is_folder(vae / "vae")) vae /= "vae";
    const fs::path attention = source(options.resume_path, published.resume_path) /
                               attention_folder(options.attention_version) / "attention";

    ModelComponents components;
    components.unet_config = read_config(base / "unet" / "config.json");
    components.scheduler_config = read_config(base / "scheduler" / "scheduler_config.json");
    components.vae_config = read_config(vae / "config.json");
    components.unet = load_component(base / "unet");
    components.vae = modern_vae_names(load_component(vae));
    apply_attention(components.unet, load_attention(attention),
                    parse_json_object(components.unet_config, "UNet config"),
                    "the attention checkpoint in '" + attention.string() + "'");
    return components;
}

}  // namespace

fs::path resolve_source(const std::string& folder_or_repository) {
    return resolve(folder_or_repository, {});
}

StateDict load_component(const fs::path& folder) {
    static constexpr std::array<const char*, 8> kNames{
        "diffusion_pytorch_model.safetensors",
        "diffusion_pytorch_model.bin",
        "diffusion_pytorch_model.safetensors.index.json",
        "diffusion_pytorch_model.bin.index.json",
        "diffusion_pytorch_model.fp16.safetensors",
        "diffusion_pytorch_model.bf16.safetensors",
        "diffusion_pytorch_model.fp16.bin",
        "diffusion_pytorch_model.bf16.bin"};
    return load_first(folder, kNames);
}

ModelComponents open_model(const ModelOptions& options) {
    options.validate();
    if (options.model.empty()) return open_folders(options, {});
    if (is_file(options.model)) return read_merged_model(MappedFile::open(options.model));
    return open_folders(options, resolve_source(options.model));
}

}  // namespace catvton::weights
