#include "models_command.hpp"

#include <cstdio>
#include <memory>
#include <string>

#include "catvton/error.hpp"
#include "catvton/model_hub.hpp"
#include "interrupt.hpp"
#include "pull_printer.hpp"

namespace catvton::cli {

namespace {

using nlohmann::ordered_json;

struct ModelsArguments {
    std::string name;
    bool json = false;
    PullOptions pull;
};

/// Of the files whose size is known beforehand; a mark says that there are others.
std::string size_text(const ModelInfo& model) {
    bool all_known = true;
    for (const ModelFile& file : model.files) all_known = all_known && file.bytes > 0;
    return (all_known ? "" : ">") + byte_text(model.bytes);
}

ordered_json folders_json(const ModelInfo& model) {
    ordered_json folders = ordered_json::array();
    for (const auto& folder : model.folders) folders.push_back(folder.string());
    return folders;
}

ordered_json licenses_json(const ModelInfo& model) {
    ordered_json licenses = ordered_json::array();
    for (const ModelLicense& license : model.licenses) {
        licenses.push_back({{"repository", license.repository},
                            {"name", license.name},
                            {"url", license.url},
                            {"terms", license.terms}});
    }
    return licenses;
}

ordered_json model_json(const ModelInfo& model) {
    ordered_json files = ordered_json::array();
    for (const ModelFile& file : model.files) {
        files.push_back({{"repository", file.repository},
                         {"revision", file.revision},
                         {"path", file.path},
                         {"bytes", file.bytes},
                         {"location", file.location.string()}});
    }
    return {{"name", model.name},
            {"description", model.description},
            {"complete", model.complete},
            {"bytes", model.bytes},
            {"folders", folders_json(model)},
            {"licenses", licenses_json(model)},
            {"files", files}};
}

void list(const ModelsArguments& arguments) {
    ordered_json models = ordered_json::array();
    for (const ModelInfo& model : list_models()) {
        models.push_back(model_json(model));
        if (arguments.json) continue;
        std::printf("%-17s %-9s %-10s %s\n", model.name.c_str(),
                    model.complete ? "on disk" : (model.folders.empty() ? "-" : "in part"),
                    size_text(model).c_str(), model.description.c_str());
    }
    if (arguments.json) print_json({{"models", models}});
}

void pull(const ModelsArguments& arguments) {
    PullOptions options = arguments.pull;
    PullPrinter printer;
    options.cancellation = cancel_on_interrupt();
    options.plan = [&](const PullPlan& plan) {
        printer.show(plan);
        return ProgressAction::keep_going;
    };
    options.progress = [&](const PullProgress& progress) {
        printer.show(progress);
        return ProgressAction::keep_going;
    };
    try {
        const ModelInfo model = pull_model(arguments.name, options);
        printer.finish();
        if (arguments.json) {
            print_json(model_json(model));
        } else {
            std::fprintf(stderr, "%s is complete\n", model.name.c_str());
        }
    } catch (...) {
        printer.finish();
        throw;
    }
}

const char* state_name(FileState state) {
    switch (state) {
        case FileState::good:
            return "good";
        case FileState::missing:
            return "missing";
        case FileState::damaged:
            return "damaged";
        case FileState::unknown:
            return "unknown";
    }
    return "";
}

void verify(const ModelsArguments& arguments) {
    PullOptions options;
    PullPrinter printer;
    options.cancellation = cancel_on_interrupt();
    if (!arguments.json) {
        options.progress = [&](const PullProgress& progress) {
            printer.show(progress);
            return ProgressAction::keep_going;
        };
    }
    ordered_json files = ordered_json::array();
    int missing = 0;
    int damaged = 0;
    const auto checks = verify_model(arguments.name, options);
    printer.finish();
    for (const FileCheck& check : checks) {
        missing += check.state == FileState::missing;
        damaged += check.state == FileState::damaged;
        files.push_back({{"repository", check.file.repository},
                         {"path", check.file.path},
                         {"state", state_name(check.state)}});
        if (!arguments.json) {
            std::printf("%-8s %s%s%s\n", state_name(check.state), check.file.repository.c_str(),
                        check.file.repository.empty() ? "" : "/", check.file.path.c_str());
        }
    }
    std::fflush(stdout);
    const std::string counts = std::to_string(damaged) + " files of '" + arguments.name +
                               "' are damaged and " + std::to_string(missing) + " missing: `";
    if (damaged > 0)
        throw Error(ErrorCode::corrupt_weights,
                    counts + "catvton models pull --check " + arguments.name + "` replaces them");
    if (missing > 0)
        throw Error(ErrorCode::not_found,
                    counts + "catvton models pull " + arguments.name + "` downloads them");
    if (arguments.json) print_json({{"name", arguments.name}, {"files", files}});
}

void show_path(const ModelsArguments& arguments) {
    const ModelInfo model = find_model(arguments.name);
    if (!model.complete)
        throw Error(ErrorCode::not_found, "'" + model.name +
                                              "' is not complete on this disk: download it with "
                                              "`catvton models pull " +
                                              model.name + "`");
    if (arguments.json) {
        print_json({{"name", model.name}, {"folders", folders_json(model)}});
        return;
    }
    for (const auto& folder : model.folders) std::printf("%s\n", folder.c_str());
}

void show_licenses(const ModelsArguments& arguments) {
    ordered_json models = ordered_json::array();
    for (const ModelInfo& model : list_models()) {
        models.push_back({{"name", model.name}, {"licenses", licenses_json(model)}});
        if (arguments.json) continue;
        std::printf("%s\n", model.name.c_str());
        for (const ModelLicense& license : model.licenses) {
            const std::string repository =
                license.repository.empty() ? "with the library" : license.repository;
            std::printf("  %s\n    %s\n", repository.c_str(), license_text(license).c_str());
        }
    }
    if (arguments.json) print_json({{"models", models}});
}

using Handler = void (*)(const ModelsArguments&);

CLI::App* add_subcommand(CLI::App& models, Action& action, const char* name, const char* text,
                         const std::shared_ptr<ModelsArguments>& arguments, Handler handler) {
    CLI::App* const command = models.add_subcommand(name, text);
    command->add_flag("--json", arguments->json, "one JSON object on standard output");
    command->callback(
        [arguments, &action, handler] { action = [arguments, handler] { handler(*arguments); }; });
    return command;
}

}  // namespace

void add_models_command(CLI::App& app, Action& action) {
    const auto arguments = std::make_shared<ModelsArguments>();
    CLI::App* const models =
        app.add_subcommand("models", "List, download and check the models that have names");
    models->require_subcommand(1);
    models->footer(
        "Files lie in the Hugging Face cache, which HF_HUB_CACHE or HF_HOME names, and are shared "
        "with Python.\nHF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE are obeyed; "
        "CATVTON_HUB_MANIFEST names a JSON file with other\nrevisions and hashes, for a mirror.");
    const auto add_name = [&](CLI::App* command) {
        command->add_option("name", arguments->name, "of the model, as `catvton models list` shows")
            ->required();
        return command;
    };
    add_subcommand(*models, action, "list", "What there is, and what is on this disk", arguments,
                   list);
    CLI::App* const pulling = add_name(
        add_subcommand(*models, action, "pull", "Download what is missing", arguments, pull));
    pulling->add_flag("--latest", arguments->pull.latest,
                      "the newest revision, not the one that this program was made for");
    pulling->add_flag("--check", arguments->pull.check_cached,
                      "hash the files that are there, and replace damaged ones");
    pulling->add_flag("--offline", arguments->pull.offline, "use the cache only");
    pulling
        ->add_option("--retry-delay", arguments->pull.retry_delay_seconds,
                     "seconds before the second attempt; doubles up to 8 times")
        ->capture_default_str();
    add_name(
        add_subcommand(*models, action, "verify", "Hash the files and compare", arguments, verify));
    add_name(
        add_subcommand(*models, action, "path", "The folders of its files", arguments, show_path));
    add_subcommand(*models, action, "licenses", "Under which terms each may be used", arguments,
                   show_licenses);
}

}  // namespace catvton::cli
