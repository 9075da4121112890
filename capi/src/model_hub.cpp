#include "catvton/model_hub.hpp"

#include "options.hpp"
#include "outputs.hpp"
#include "process.hpp"

using namespace catvton;
using namespace catvton::capi;

namespace {

NamedModels only(ModelInfo&& info) { return {{std::move(info), {}}}; }

const NamedModel& model_at(const NamedModels& models, std::uint64_t model) {
    check_index(model, models.size(), "model");
    return models[model];
}

/// The index-th of a model's files, licences or folders.
template <class T>
const T& item_at(const std::vector<T>& items, std::uint64_t index) {
    check_index(index, items.size(), "index");
    return items[index];
}

FileState state_of(const NamedModel& model, std::uint64_t index) {
    if (!model.states.empty()) return model.states[index];
    return model.info.files[index].location.empty() ? FileState::missing : FileState::unknown;
}

}  // namespace

catvton_status catvton_models_list(catvton_models* models) {
    return return_handle(models, "models", [] {
        NamedModels all;
        for (ModelInfo& info : list_models()) all.push_back({std::move(info), {}});
        return all;
    });
}

catvton_status catvton_models_find(const char* name, catvton_models* models) {
    return return_handle(models, "models",
                         [&] { return only(find_model(to_required_string(name, "name"))); });
}

catvton_status catvton_models_pull(const char* name, const catvton_pull_options* options,
                                   catvton_models* models) {
    return return_handle(models, "models", [&] {
        check_compute_process();
        return only(pull_model(to_required_string(name, "name"), pull_options(options)));
    });
}

catvton_status catvton_models_pull_missing(const catvton_model_options* model,
                                           const catvton_pull_options* options) {
    return guard([&] {
        check_compute_process();
        pull_missing(model_options(required(model, "model")), pull_options(options));
    });
}

catvton_status catvton_models_verify(const char* name, const catvton_pull_options* options,
                                     catvton_models* models) {
    return return_handle(models, "models", [&] {
        const std::string wanted = to_required_string(name, "name");
        const std::vector<FileCheck> checks = verify_model(wanted, pull_options(options));
        NamedModel model{find_model(wanted), {}};
        // The files as they were when they were hashed.
        model.info.files.clear();
        for (const FileCheck& check : checks) {
            model.info.files.push_back(check.file);
            model.states.push_back(check.state);
        }
        return NamedModels{std::move(model)};
    });
}

catvton_status catvton_models_get_count(catvton_models models, std::uint64_t* count) {
    return return_value(count, "count", [&] { return object_of<NamedModels>(models)->size(); });
}

catvton_status catvton_models_get_info(catvton_models models, std::uint64_t model,
                                       catvton_model_info* info) {
    return return_struct(info, "info", [&] {
        const auto object = object_of<NamedModels>(models);
        const ModelInfo& found = model_at(*object, model).info;
        return catvton_model_info{
            sizeof(catvton_model_info), found.complete,      found.name.c_str(),
            found.description.c_str(),  found.bytes,         found.files.size(),
            found.licenses.size(),      found.folders.size()};
    });
}

catvton_status catvton_models_get_file(catvton_models models, std::uint64_t model,
                                       std::uint64_t index, catvton_model_file* file) {
    return return_struct(file, "file", [&] {
        const auto object = object_of<NamedModels>(models);
        const NamedModel& owner = model_at(*object, model);
        const ModelFile& found = item_at(owner.info.files, index);
        return catvton_model_file{sizeof(catvton_model_file),
                                  static_cast<std::int32_t>(state_of(owner, index)),
                                  found.repository.c_str(),
                                  found.revision.c_str(),
                                  found.path.c_str(),
                                  found.location.c_str(),
                                  found.bytes};
    });
}

catvton_status catvton_models_get_license(catvton_models models, std::uint64_t model,
                                          std::uint64_t index, catvton_model_license* license) {
    return return_struct(license, "license", [&] {
        const auto object = object_of<NamedModels>(models);
        const ModelLicense& found = item_at(model_at(*object, model).info.licenses, index);
        return catvton_model_license{sizeof(catvton_model_license),
                                     0,
                                     found.repository.c_str(),
                                     found.name.c_str(),
                                     found.url.c_str(),
                                     found.terms.c_str()};
    });
}

catvton_status catvton_models_get_folder(catvton_models models, std::uint64_t model,
                                         std::uint64_t index, const char** folder) {
    return return_value(folder, "folder", [&] {
        const auto object = object_of<NamedModels>(models);
        return item_at(model_at(*object, model).info.folders, index).c_str();
    });
}

catvton_status catvton_models_free(catvton_models models) {
    return free_handle<NamedModels>(models);
}
