#include "masker/model_files.hpp"

#include "catvton/error.hpp"
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

ModelFile find_file(const fs::path& folder, const char* subfolder, const char* name,
                    const char* config, const char* flat_config) {
    const fs::path published = folder / subfolder / name, flat = folder / name;
    if (fs::is_regular_file(published)) return {published, folder / subfolder / config};
    if (fs::is_regular_file(flat)) return {flat, folder / flat_config};
    throw Error(ErrorCode::not_found,
                "the masker's weights " + std::string(name) + " are neither in " +
                    (folder / subfolder).string() + " nor in " + folder.string() +
                    ": give a folder with the files of " + kRepository + " as resume_path");
}

}  // namespace

ModelFiles find_model_files(const ModelOptions& options) {
    const fs::path folder = find_folder(options);
    return {
        find_file(folder, "SCHP", "exp-schp-201908301523-atr.pth", "atr.json", "atr.json"),
        find_file(folder, "SCHP", "exp-schp-201908261155-lip.pth", "lip.json", "lip.json"),
        find_file(folder, "DensePose", "model_final_162be9.pkl", "config.json", "densepose.json")};
}

}  // namespace catvton::masker
