#include "weights/model_names.hpp"

#include <dlfcn.h>

#include <array>
#include <string>

#include "catvton/error.hpp"

namespace catvton::weights {

namespace {

namespace fs = std::filesystem;

/// The shared library or program that holds this code, so that an installation may be moved.
fs::path own_file() {
    static const char anchor = 0;
    Dl_info info{};
    if (dladdr(&anchor, &info) == 0 || !info.dli_fname) return {};
    std::error_code ignored;
    return fs::weakly_canonical(info.dli_fname, ignored);
}

/// From lib/, from lib/<architecture>/, and from a Python package that carries its data beside it.
constexpr std::array kPlaces{"../share/catvton/models", "../../share/catvton/models",
                             "share/catvton/models"};

}  // namespace

fs::path models_folder() {
    const fs::path folder = own_file().parent_path();
    std::error_code ignored;
    for (const char* const place : kPlaces) {
        fs::path candidate = (folder / place).lexically_normal();
        if (fs::is_directory(candidate, ignored)) return candidate;
    }
    return (folder / kPlaces.front()).lexically_normal();
}

ModelOptions resolve_model_name(ModelOptions options) {
    if (options.model == "catvton") {
        options.model.clear();
    } else if (options.model == "catvton-maskfree") {
        options.model.clear();
        options.mask_free = true;
    } else if (options.model == "mini") {
        const fs::path folder = models_folder() / options.model;
        if (!fs::is_regular_file(folder / kTryOnFile)) {
            throw Error(ErrorCode::not_found,
                        "the model 'mini' is not in '" + folder.string() +
                            "', where it is installed with the library: install the library "
                            "again, or name a model folder");
        }
        options.model = folder.string();
    }
    return options;
}

}  // namespace catvton::weights
