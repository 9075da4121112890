#include "weights/published_sets.hpp"

#include <algorithm>
#include <cstdlib>

#include "catvton/error.hpp"
#include "weights/file_text.hpp"
#include "weights/hub_cache.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

namespace fs = std::filesystem;

PublishedRepository catvton_weights() {
    return {
        "zhengchong/CatVTON",
        "2969fcf85fe62f2036605716f0b56f0b81d01d79",
        "CC BY-NC-SA 4.0",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        "not for commercial use; name the authors; share changes alike. DensePose: CC BY-SA 3.0",
        {{"mix-48k-1024/attention/model.safetensors", 198'303'368,
          "a1fc093f1b6744623079e6f4e7313411f524e388c4b7467df1e0e7f577cba23a", ""},
         {"SCHP/exp-schp-201908261155-lip.pth", 267'449'349,
          "24fa3254ceeb74c8435458994a64b522fb439a3635b7b86ff470457e0413da00", ""},
         {"SCHP/exp-schp-201908301523-atr.pth", 267'445'237,
          "e9d7c91ce3b4e7133df56b599fc817b533e3439c5e8d282a59126d2fda339a2a", ""},
         {"DensePose/model_final_162be9.pkl", 255'757'821,
          "b8a7382001b16e453bad95ca9dbc68ae8f2b839b304cf90eaf5c27fbdb4dae91", ""}}};
}

PublishedRepository inpainting_base() {
    return {"booksforcharlie/stable-diffusion-inpainting",
            "d260cf3646fe94c6d5d70820b77512f836d7cce2",
            "CreativeML Open RAIL-M",
            "https://huggingface.co/spaces/CompVis/stable-diffusion-license",
            "bound to the uses that the licence allows",
            {{"unet/config.json", std::nullopt, "", ""},
             {"scheduler/scheduler_config.json", std::nullopt, "", ""},
             {"unet/diffusion_pytorch_model.bin", 3'438'412'325,
              "af4e22eecaca7a1c5dd849f51924effdccc1f765141e898c323b775cc80a43b3",
              "unet/diffusion_pytorch_model.safetensors"}}};
}

PublishedRepository vae() {
    return {"stabilityai/sd-vae-ft-mse",
            "31f26fdeee1355a5c34592e401dd41e45d25a493",
            "MIT",
            "https://opensource.org/license/mit",
            "",
            {{"config.json", std::nullopt, "", ""},
             {"diffusion_pytorch_model.safetensors", 334'643'276,
              "a1d993488569e928462932c8c38a0760b874d166399b14414135bd9c42df5815",
              "diffusion_pytorch_model.bin"}}};
}

PublishedRepository mask_free_base() {
    return {"timbrooks/instruct-pix2pix",
            "main",
            "MIT (code), CreativeML Open RAIL-M (weights)",
            "https://huggingface.co/spaces/CompVis/stable-diffusion-license",
            "bound to the uses that the licence allows",
            {{"unet/config.json", std::nullopt, "", ""},
             {"scheduler/scheduler_config.json", std::nullopt, "", ""},
             {"unet/diffusion_pytorch_model.safetensors", std::nullopt, "", ""}}};
}

PublishedRepository mask_free_weights() {
    return {"zhengchong/CatVTON-MaskFree",
            "main",
            "CC BY-NC-SA 4.0",
            "https://creativecommons.org/licenses/by-nc-sa/4.0/",
            "not for commercial use; name the authors; share changes alike",
            {{"mix-48k-1024/attention/model.safetensors", std::nullopt, "", ""}}};
}

}  // namespace

std::vector<PublishedSet> published_sets() {
    if (const char* const path = std::getenv("CATVTON_HUB_MANIFEST"); path && *path)
        return parse_manifest(read_text_file(expand_path(path)),
                              "the manifest '" + std::string(path) + "'");
    return {{"catvton",
             "CatVTON with mask, and what finds the mask",
             {catvton_weights(), inpainting_base(), vae()}},
            {"catvton-maskfree",
             "CatVTON without mask",
             {mask_free_weights(), mask_free_base(), vae()}}};
}

PublishedSet published_set(const std::string& name) {
    std::string names;
    for (PublishedSet& set : published_sets()) {
        if (set.name == name) return std::move(set);
        names += (names.empty() ? "" : ", ") + set.name;
    }
    throw Error(ErrorCode::not_found,
                "there is no model '" + printable(name, 64) + "' to download; there are: " + names);
}

fs::path locate(const PublishedFile& file, const fs::path& snapshot) {
    std::error_code ignored;
    for (const std::string& path : {file.path, file.otherwise}) {
        if (!path.empty() && fs::is_regular_file(snapshot / path, ignored)) return snapshot / path;
    }
    return {};
}

std::optional<fs::path> find_published_snapshot(const PublishedRepository& repository) {
    std::optional<fs::path> first;
    for (const std::string& revision : {repository.revision, std::string("main")}) {
        const auto snapshot = find_snapshot(repository.repository, revision);
        if (!snapshot) continue;
        const bool complete = std::all_of(
            repository.files.begin(), repository.files.end(),
            [&](const PublishedFile& file) { return !locate(file, *snapshot).empty(); });
        if (complete) return snapshot;
        if (!first) first = snapshot;
    }
    return first;
}

std::optional<fs::path> find_published_snapshot(const std::string& repository) {
    for (const PublishedSet& set : published_sets()) {
        for (const PublishedRepository& member : set.repositories) {
            if (member.repository == repository) return find_published_snapshot(member);
        }
    }
    return find_snapshot(repository);
}

}  // namespace catvton::weights
