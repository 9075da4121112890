#include "hub/model_sources.hpp"

#include <algorithm>
#include <filesystem>

#include "weights/hub_cache.hpp"
#include "weights/model_names.hpp"
#include "weights/model_source.hpp"

namespace catvton::hub {

namespace {

using weights::PublishedFile;
using weights::PublishedRepository;

PublishedFile plain(const std::string& path, const std::string& otherwise = "") {
    return {path, std::nullopt, "", otherwise};
}

std::vector<PublishedFile> base_model_files() {
    return {plain("unet/config.json"), plain("scheduler/scheduler_config.json"),
            plain("unet/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.bin")};
}

std::vector<PublishedFile> vae_files() {
    return {plain("config.json"),
            plain("diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin")};
}

std::vector<PublishedFile> attention_files(const std::string& folder) {
    return {
        plain(folder + "/attention/model.safetensors", folder + "/attention/pytorch_model.bin")};
}

std::vector<PublishedFile> masker_files() {
    return {plain("SCHP/exp-schp-201908261155-lip.pth"),
            plain("SCHP/exp-schp-201908301523-atr.pth"), plain("DensePose/model_final_162be9.pkl")};
}

bool is_attention(const PublishedFile& file) {
    return file.path.find("/attention/") != std::string::npos;
}

bool serves_as(const PublishedFile& pinned, const PublishedFile& wanted) {
    return pinned.path == wanted.path || pinned.path == wanted.otherwise;
}

/// Of a published set all files, with the attention that is wanted; of another repository the
/// wanted files as they are.
PublishedRepository repository_of(const std::string& id, const std::vector<PublishedFile>& wanted) {
    PublishedRepository result{id, "main", "see its page", "", "", {}};
    for (const weights::PublishedSet& set : weights::published_sets()) {
        for (const PublishedRepository& known : set.repositories) {
            if (known.repository == id && result.files.empty()) result = known;
        }
    }
    const auto needed = [&](const PublishedFile& file) {
        return !is_attention(file) ||
               std::any_of(wanted.begin(), wanted.end(),
                           [&](const PublishedFile& other) { return serves_as(file, other); });
    };
    std::erase_if(result.files, [&](const PublishedFile& file) { return !needed(file); });
    for (const PublishedFile& file : wanted) {
        const bool known =
            std::any_of(result.files.begin(), result.files.end(),
                        [&](const PublishedFile& other) { return serves_as(other, file); });
        if (!known) result.files.push_back(file);
    }
    return result;
}

bool is_remote(const std::string& source) {
    std::error_code ignored;
    return weights::is_repository_id(source) && source.find('/') != std::string::npos &&
           !source.ends_with(".safetensors") && !std::filesystem::exists(source, ignored);
}

}  // namespace

weights::PublishedSet remote_sources(const ModelOptions& given) {
    given.validate();
    const ModelOptions options = weights::resolve_model_name(given);
    weights::PublishedSet set{"", "", {}};
    const bool by_name = options.model.empty();
    const weights::PublishedSources published = weights::published_sources(options.mask_free);
    const auto add = [&](const std::string& source, const char* otherwise,
                         const std::vector<PublishedFile>& files) {
        // A folder of repositories holds what is left open.
        if (source.empty() && !by_name) return;
        const std::string id = source.empty() ? otherwise : source;
        if (is_remote(id)) set.repositories.push_back(repository_of(id, files));
    };
    std::vector<PublishedFile> own =
        attention_files(weights::attention_folder(options.attention_version));
    if (!options.mask_free) {
        for (PublishedFile& file : masker_files()) own.push_back(std::move(file));
    }
    add(options.resume_path, published.resume_path, own);
    add(options.base_model, published.base_model, base_model_files());
    add(options.vae, published.vae, vae_files());
    return set;
}

}  // namespace catvton::hub
