#include "tryon_command.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catvton/catvton.hpp"
#include "interrupt.hpp"
#include "mask_arguments.hpp"
#include "model_arguments.hpp"
#include "output_path.hpp"
#include "progress_printer.hpp"

namespace catvton::cli {

namespace {

namespace fs = std::filesystem;

struct TryOnArguments {
    fs::path person, cloth, mask, output, preview_dir, intermediates_dir;
    ClothType cloth_type = ClothType::upper;
    bool automatic_mask = false;  ///< --cloth-type was given
    MaskArguments masker;
    ModelOptions model;
    DeviceOptions device;
    TryOnOptions options;
    std::string geometry = "crop";
    bool json = false;
    bool quiet = false;
    /// Options that the model decides when they are not given.
    std::vector<std::pair<CLI::Option*, int TryOnOptions::*>> sized;
};

void check(const TryOnArguments& arguments) {
    const bool mask_free = arguments.model.mask_free || arguments.model.model == "catvton-maskfree";
    const int masks = !arguments.mask.empty() + arguments.automatic_mask + mask_free;
    if (masks != 1) {
        throw Error(
            ErrorCode::invalid_argument,
            masks == 0
                ? "--mask is missing: give a mask, or --cloth-type to find it, or --mask-free"
                : "--mask, --cloth-type and --mask-free exclude each other");
    }
    if (!arguments.automatic_mask && !arguments.intermediates_dir.empty()) {
        throw Error(ErrorCode::invalid_argument, "--save-intermediates needs --cloth-type");
    }
    arguments.masker.options.validate();
    if ((arguments.options.preview_every > 0) == arguments.preview_dir.empty()) {
        throw Error(ErrorCode::invalid_argument, "--preview-every and --preview-dir go together");
    }
    check_output_path(arguments.output);
    arguments.device.validate();
    arguments.model.validate();
}

fs::path preview_path(const TryOnArguments& arguments, int step) {
    char name[32];
    std::snprintf(name, sizeof name, "step-%03d.png", step);
    return arguments.preview_dir / name;
}

nlohmann::ordered_json to_json(const TryOnResult& result, const TryOnArguments& arguments,
                               double load_seconds, double total_seconds) {
    const StageSeconds& s = result.seconds;
    nlohmann::ordered_json object;
    object["seed"] = result.seed;
    object["width"] = result.image.width();
    object["height"] = result.image.height();
    object["steps"] = arguments.options.num_inference_steps;
    object["seconds"] = {{"load", load_seconds},  {"prepare", s.prepare}, {"mask", s.mask},
                         {"encode", s.encode},    {"denoise", s.denoise}, {"decode", s.decode},
                         {"total", total_seconds}};
    object["peak_memory_bytes"] = result.peak_memory_bytes;
    object["output"] = arguments.output.string();
    return object;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Fills in what the run calls while it works.
void connect(TryOnArguments& arguments, ProgressPrinter& printer) {
    TryOnOptions& options = arguments.options;
    options.cancellation = cancel_on_interrupt();
    options.geometry = arguments.geometry == "pad" ? Geometry::pad : Geometry::crop;
    if (!arguments.quiet) {
        options.progress = [&printer](const Progress& progress) {
            printer.show(progress);
            return ProgressAction::keep_going;
        };
    }
    if (options.preview_every > 0) {
        fs::create_directories(arguments.preview_dir);
        options.preview = [&arguments](const Image& image, int step) {
            save_image(image, preview_path(arguments, step));
        };
    }
}

TryOnResult run_with_masker(const TryOnArguments& arguments, Pipeline& pipeline,
                            const std::shared_ptr<GpuContext>& context, const Image& person,
                            const Image& cloth) {
    AutoMasker masker(context, arguments.model);
    MaskResult masked;
    TryOnResult result = pipeline.run(person, cloth, masker, arguments.cloth_type,
                                      arguments.options, arguments.masker.options, &masked);
    if (!arguments.intermediates_dir.empty()) {
        save_maps(arguments.intermediates_dir, masked,
                  pipeline.fitted_person(person, arguments.options));
    }
    return result;
}

void run(TryOnArguments& arguments) {
    const auto start = std::chrono::steady_clock::now();
    check(arguments);
    ProgressPrinter printer;
    connect(arguments, printer);
    arguments.options.validate();
    // The pictures are read before the weights: a bad one is reported at once.
    const Image person = load_image(arguments.person);
    const Image cloth = load_image(arguments.cloth);
    const Image mask = arguments.mask.empty() ? Image() : load_mask(arguments.mask);
    load_drawn_masks(arguments.masker);

    const auto load_start = std::chrono::steady_clock::now();
    const auto context = GpuContext::create(arguments.device);
    Pipeline pipeline(context, arguments.model);
    const double load_seconds = seconds_since(load_start);
    const TryOnOptions own = pipeline.default_options();
    for (const auto& [option, member] : arguments.sized) {
        if (option->count() == 0) arguments.options.*member = own.*member;
    }
    TryOnResult result;
    try {
        result = arguments.automatic_mask
                     ? run_with_masker(arguments, pipeline, context, person, cloth)
                     : pipeline.run(person, cloth, mask.empty() ? ImageView{} : mask.view(),
                                    arguments.options);
    } catch (...) {
        printer.finish();
        throw;
    }
    printer.finish();
    save_image(result.image, arguments.output);
    if (arguments.json) {
        print_json(to_json(result, arguments, load_seconds, seconds_since(start)));
    } else if (!arguments.quiet) {
        std::fprintf(stderr, "%s  seed %lld  %.1f s\n", arguments.output.c_str(),
                     static_cast<long long>(result.seed), seconds_since(start));
    }
}

/// Options that the model itself has an opinion on.
struct ModelDefault {
    const char* name;
    int TryOnOptions::*member;
    const char* meaning;
};
constexpr std::array<ModelDefault, 3> kModelDefaults{
    {{"--width", &TryOnOptions::width, "pixels, a multiple of 8, 64..2048"},
     {"--height", &TryOnOptions::height, "pixels, a multiple of 8, 64..2048"},
     {"--num-inference-steps", &TryOnOptions::num_inference_steps, "DDIM steps, 1..999"}}};

void add_sampling_arguments(CLI::App& command, TryOnArguments& arguments) {
    TryOnOptions& options = arguments.options;
    for (const auto& [name, member, meaning] : kModelDefaults) {
        arguments.sized.emplace_back(
            command.add_option(name, options.*member, meaning)->default_str("the model's"), member);
    }
    command
        .add_option("--guidance-scale", options.guidance_scale,
                    "0..30; 1 or less turns guidance off")
        ->capture_default_str();
    command.add_option("--seed", options.seed, "-1 draws one")->capture_default_str();
    command.add_option("--eta", options.eta, "noise in each step, 0..1")->capture_default_str();
    command.add_option("--mask-blur", options.mask_blur, "radius in pixels; 0: off")
        ->capture_default_str();
    command.add_flag("--repaint", options.repaint,
                     "put the person's own pixels back outside the mask");
    command.add_option("--geometry", arguments.geometry, "crop the person to the size, or pad it")
        ->check(CLI::IsMember({"crop", "pad"}))
        ->capture_default_str();
    command.add_option("--preview-every", options.preview_every,
                       "save a preview after every N-th step");
    command.add_option("--preview-dir", arguments.preview_dir, "folder of the previews");
}

}  // namespace

void add_tryon_command(CLI::App& app, Action& action) {
    const auto arguments = std::make_shared<TryOnArguments>();
    CLI::App* const command = app.add_subcommand("tryon", "Dress the person in the cloth");
    command->add_option("--person", arguments->person, "photo of the person")->required();
    command->add_option("--cloth", arguments->cloth, "photo of the garment")->required();
    command->add_option("--mask", arguments->mask,
                        "white where the garment goes, of the person's size");
    command->add_option("--output", arguments->output, "result: .png, .jpg or .webp")->required();
    CLI::Option* const cloth_type = add_cloth_type_argument(*command, arguments->cloth_type);
    command->add_option(
        "--save-intermediates", arguments->intermediates_dir,
        "with --cloth-type: folder for mask, label maps, masked person and overlay");
    add_mask_arguments(*command, arguments->masker);
    add_model_arguments(*command, arguments->model);
    add_device_arguments(*command, arguments->device);
    add_sampling_arguments(*command, *arguments);
    command->add_flag("--json", arguments->json, "one JSON object on standard output");
    command->add_flag("--quiet", arguments->quiet, "no progress");
    command->callback([arguments, cloth_type, &action] {
        arguments->automatic_mask = cloth_type->count() > 0;
        action = [arguments] { run(*arguments); };
    });
}

}  // namespace catvton::cli
