#include "weights/model_source.hpp"

#include <array>
#include <span>
#include <string_view>

#include "catvton/error.hpp"
#include "weights/file_text.hpp"
#include "weights/hub_cache.hpp"
#include "weights/json_reader.hpp"
#include "weights/key_maps.hpp"
#include "weights/merged_model.hpp"
#include "weights/model_names.hpp"
#include "weights/printable.hpp"
#include "weights/published_sets.hpp"
#include "weights/shard_index.hpp"

namespace catvton::weights {

namespace {

namespace fs = std::filesystem;

constexpr PublishedSources kMasked{"booksforcharlie/stable-diffusion-inpainting",
                                   "stabilityai/sd-vae-ft-mse", "zhengchong/CatVTON"};
constexpr PublishedSources kMaskFree{"timbrooks/instruct-pix2pix", "stabilityai/sd-vae-ft-mse",
                                     "zhengchong/CatVTON-MaskFree"};

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

/// How the weights get into the cache.
std::string download_hint(const std::string& repository) {
    for (const PublishedSet& set : published_sets()) {
        for (const PublishedRepository& member : set.repositories) {
            if (member.repository == repository)
                return "Download it with `catvton models pull " + set.name + "`, or name a folder";
        }
    }
    return "Download it with `huggingface-cli download " + repository + "`, or name a folder";
}

/// A folder, a repository below `root`, or a snapshot in the hub cache.
fs::path resolve(const std::string& source, const fs::path& root) {
    if (is_folder(source)) return source;
    if (!root.empty() && is_folder(root / source)) return root / source;
    if (source.ends_with(".safetensors"))
        throw Error(ErrorCode::not_found, "cannot find the file '" + source + "'");
    std::string looked = "it is not a folder";
    if (!root.empty()) looked += ", not below '" + root.string() + "'";
    if (is_repository_id(source)) {
        if (const auto snapshot = find_published_snapshot(source)) return *snapshot;
        looked += ", and not in the Hugging Face cache at '" + hub_cache_root().string() + "'. " +
                  download_hint(source);
    }
    throw Error(ErrorCode::not_found, "cannot find the weights '" + source + "': " + looked);
}

/// A source that the options leave open. Where a folder of repositories is given it must be there:
/// taking it from elsewhere would mix two sets of weights unseen.
fs::path resolve_published(const char* repository, const fs::path& root) {
    if (root.empty()) return resolve(repository, root);
    if (is_folder(root / repository)) return root / repository;
    throw Error(ErrorCode::not_found,
                "cannot find the weights '" + std::string(repository) + "': the model folder '" +
                    root.string() + "' has no such folder. Put it there, or name it by itself");
}

/// The first of `names` that is a file in `folder`, loaded; a name that holds .index. is a sharded
/// checkpoint.
StateDict load_first(const fs::path& folder, std::span<const char* const> names) {
    for (const std::string_view name : names) {
        const fs::path path = folder / name;
        if (!is_file(path)) continue;
        const bool sharded = name.find(".index.") != std::string_view::npos;
        return sharded ? load_sharded(path) : load_state_dict(path);
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
    static constexpr std::array kNames{"pytorch_model.bin", "model.safetensors",
                                       "pytorch_model.bin.index.json",
                                       "model.safetensors.index.json"};
    return load_first(folder, kNames);
}

/// The three folders of a model.
struct Folders {
    fs::path base_model;
    fs::path vae;
    fs::path attention;
    std::string attention_version;
};

Folders find_folders(const ModelOptions& options) {
    const PublishedSources published = published_sources(options.mask_free);
    const fs::path root = options.model.empty() ? fs::path() : resolve_source(options.model);
    const auto find = [&](const std::string& given, const char* otherwise) {
        return given.empty() ? resolve_published(otherwise, root) : resolve(given, root);
    };
    const std::string version = attention_folder(options.attention_version);
    Folders folders{
        find(options.base_model, published.base_model), find(options.vae, published.vae),
        find(options.resume_path, published.resume_path) / version / "attention", version};
    // A whole pipeline may be named for its VAE.
    if (!is_file(folders.vae / "config.json") && is_folder(folders.vae / "vae"))
        folders.vae /= "vae";
    return folders;
}

ModelComponents open_folders(const Folders& folders) {
    const fs::path unet = folders.base_model / "unet";
    ModelComponents components;
    components.attention_version = folders.attention_version;
    components.unet_config = read_config(unet / "config.json");
    components.scheduler_config =
        read_config(folders.base_model / "scheduler" / "scheduler_config.json");
    components.vae_config = read_config(folders.vae / "config.json");
    components.unet = load_component(unet);
    components.vae = modern_vae_names(load_component(folders.vae),
                                      "the VAE checkpoint in '" + folders.vae.string() + "'");
    apply_attention(components.unet, load_attention(folders.attention),
                    parse_json_object(components.unet_config, "UNet config"),
                    "the attention checkpoint in '" + folders.attention.string() + "'");
    return components;
}

/// What the options ask beside the file must be what the file holds.
ModelComponents open_merged(const ModelOptions& options) {
    const auto refuse = [&](const std::string& reason) {
        throw Error(ErrorCode::invalid_argument,
                    "model '" + options.model + "' is one merged file: " + reason);
    };
    if (!options.base_model.empty() || !options.vae.empty() || !options.resume_path.empty())
        refuse("base_model, vae and resume_path must be empty");
    ModelComponents components = read_merged_model(options.model);
    const std::string asked = attention_folder(options.attention_version);
    // mix is the default: it may mean that nothing was asked.
    if (options.attention_version != AttentionVersion::mix && asked != components.attention_version)
        refuse("it does not hold the attention '" + asked + "' but '" +
               printable(components.attention_version, 32) + "'");
    return components;
}

}  // namespace

PublishedSources published_sources(bool mask_free) { return mask_free ? kMaskFree : kMasked; }

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

fs::path resolve_source(const std::string& folder_or_repository) {
    return resolve(folder_or_repository, {});
}

StateDict load_component(const fs::path& folder) {
    static constexpr std::array kNames{"diffusion_pytorch_model.safetensors",
                                       "diffusion_pytorch_model.bin",
                                       "diffusion_pytorch_model.safetensors.index.json",
                                       "diffusion_pytorch_model.bin.index.json",
                                       "diffusion_pytorch_model.fp16.safetensors",
                                       "diffusion_pytorch_model.bf16.safetensors",
                                       "diffusion_pytorch_model.fp16.bin",
                                       "diffusion_pytorch_model.bf16.bin",
                                       "diffusion_pytorch_model.safetensors.index.fp16.json",
                                       "diffusion_pytorch_model.safetensors.index.bf16.json",
                                       "diffusion_pytorch_model.bin.index.fp16.json",
                                       "diffusion_pytorch_model.bin.index.bf16.json"};
    return load_first(folder, kNames);
}

ModelComponents open_model(const ModelOptions& given) {
    given.validate();
    ModelOptions options = resolve_model_name(given);
    const fs::path whole = fs::path(options.model) / kTryOnFile;
    if (!options.model.empty() && is_file(whole)) options.model = whole.string();
    if (is_file(options.model)) return open_merged(options);
    try {
        return open_folders(find_folders(options));
    } catch (const Error& error) {
        const std::string message = error.what();
        // A set of which only a part was downloaded.
        const bool by_name = options.model.empty() && options.base_model.empty();
        if (error.code() != ErrorCode::not_found || !by_name ||
            message.find("`") != std::string::npos)
            throw;
        throw Error(ErrorCode::not_found,
                    message + ". Download what is missing with `catvton models pull " +
                        (options.mask_free ? "catvton-maskfree`" : "catvton`"));
    }
}

}  // namespace catvton::weights
