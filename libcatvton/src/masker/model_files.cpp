#include "masker/model_files.hpp"

#include "catvton/error.hpp"
#include "weights/model_names.hpp"
#include "weights/model_source.hpp"

namespace catvton::masker {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRepository = "zhengchong/CatVTON";

fs::path find_folder(const ModelOptions& options) {
    if (!options.resume_path.empty()) return weights::resolve_source(options.resume_path);
    if (!options.model.empty()) {
        const fs::path below = fs::path(options.model) / kRepository;
        if (fs::is_directory(below)) return below;
        if (fs::is_directory(options.model)) return options.model;
    }
    return weights::resolve_source(kRepository);
}

/// Where one network's files may be.
struct Names {
    const char* subfolder;
    const char* published;  ///< the checkpoint's published name
    const char* config;     ///< beside it in the subfolder
    const char* plain;      ///< of a model of one's own: plain.safetensors and plain.json
};

ModelFile find_file(const fs::path& folder, const Names& names) {
    const fs::path published = folder / names.subfolder / names.published;
    const fs::path flat = folder / names.published;
    const fs::path plain = folder / (std::string(names.plain) + ".safetensors");
    const fs::path flat_config = folder / (std::string(names.plain) + ".json");
    if (fs::is_regular_file(published)) return {published, folder / names.subfolder / names.config};
    if (fs::is_regular_file(flat)) return {flat, flat_config};
    if (fs::is_regular_file(plain)) return {plain, flat_config};
    throw Error(ErrorCode::not_found,
                "the masker's weights " + std::string(names.published) + " are neither in " +
                    (folder / names.subfolder).string() + " nor in " + folder.string() +
                    ": run `catvton models pull catvton`, or give a folder with the files of " +
                    kRepository + " as resume_path");
}

}  // namespace

ModelFiles find_model_files(const ModelOptions& options) {
    const fs::path folder = find_folder(weights::resolve_model_name(options));
    return {find_file(folder, {"SCHP", "exp-schp-201908301523-atr.pth", "atr.json", "atr"}),
            find_file(folder, {"SCHP", "exp-schp-201908261155-lip.pth", "lip.json", "lip"}),
            find_file(folder, {"DensePose", "model_final_162be9.pkl", "config.json", "densepose"})};
}

}  // namespace catvton::masker
