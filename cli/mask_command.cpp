#include "mask_command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "catvton/auto_masker.hpp"
#include "catvton/error.hpp"
#include "interrupt.hpp"
#include "mask_arguments.hpp"
#include "model_arguments.hpp"
#include "output_path.hpp"

namespace catvton::cli {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct MaskCommand {
    fs::path person, output, maps_dir, densepose, atr, lip;
    ClothType cloth_type = ClothType::upper;
    ModelOptions model;
    DeviceOptions device;
    MaskArguments mask;
    bool json = false;
    bool quiet = false;

    bool from_maps() const { return !densepose.empty(); }
};

void check(const MaskCommand& command) {
    if (command.densepose.empty() != command.atr.empty() ||
        command.atr.empty() != command.lip.empty()) {
        throw Error(ErrorCode::invalid_argument, "--densepose, --atr and --lip go together");
    }
    if (command.person.empty() && !command.from_maps()) {
        throw Error(ErrorCode::invalid_argument,
                    "--person is missing (or --densepose, --atr and --lip)");
    }
    check_output_path(command.output);
    command.device.validate();
    command.model.validate();
    command.mask.options.validate();
}

/// The mask from label PNGs; the maps come back in the result.
MaskResult assemble_files(const MaskCommand& command) {
    MaskResult result;
    result.densepose = load_label_map(command.densepose);
    result.atr = load_label_map(command.atr);
    result.lip = load_label_map(command.lip);
    const auto start = Clock::now();
    result.mask = AutoMasker::assemble({result.densepose, result.atr, result.lip},
                                       command.cloth_type, command.mask.options);
    result.seconds.assemble = std::chrono::duration<double>(Clock::now() - start).count();
    result.seconds.total = result.seconds.assemble;
    return result;
}

MaskResult run_networks(const MaskCommand& command, const Image& person) {
    MaskOptions options = command.mask.options;
    options.cancellation = cancel_on_interrupt();
    options.use_cache = false;
    AutoMasker masker(GpuContext::create(command.device), command.model);
    return masker.mask(person, command.cloth_type, options);
}

nlohmann::ordered_json people_json(const MaskResult& result) {
    auto people = nlohmann::ordered_json::array();
    for (const PersonBox& person : result.people) {
        people.push_back(
            {{"box", {person.x0, person.y0, person.x1, person.y1}}, {"score", person.score}});
    }
    return people;
}

nlohmann::ordered_json to_json(const MaskCommand& command, const MaskResult& result,
                               double total_seconds) {
    const Image& mask = result.mask;
    const MaskSeconds& s = result.seconds;
    nlohmann::ordered_json object;
    object["cloth_type"] = cloth_type_name(command.cloth_type);
    object["width"] = mask.width();
    object["height"] = mask.height();
    object["masked_pixels"] = std::count_if(mask.data(), mask.data() + mask.size(),
                                            [](std::uint8_t value) { return value >= 128; });
    object["person_found"] =
        std::any_of(result.densepose.data(), result.densepose.data() + result.densepose.size(),
                    [](std::uint8_t label) { return label != 0; });
    if (!command.from_maps()) {
        object["people"] = people_json(result);
        object["person"] = result.person;
    }
    object["seconds"] = {{"load", s.load}, {"densepose", s.densepose}, {"atr", s.atr},
                         {"lip", s.lip},   {"assemble", s.assemble},   {"total", total_seconds}};
    object["output"] = command.output.string();
    if (!command.maps_dir.empty()) object["maps"] = command.maps_dir.string();
    return object;
}

void run(MaskCommand& command) {
    const auto start = Clock::now();
    check(command);
    load_drawn_masks(command.mask);
    const Image person = command.person.empty() ? Image() : load_image(command.person);
    const MaskResult result =
        command.from_maps() ? assemble_files(command) : run_networks(command, person);
    save_image(result.mask, command.output);
    if (!command.maps_dir.empty()) {
        save_maps(command.maps_dir, result, person.empty() ? ImageView{} : person.view());
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (command.json) {
        print_json(to_json(command, result, seconds));
    } else if (!command.quiet) {
        std::fprintf(stderr, "%s  %.1f s\n", command.output.c_str(), seconds);
    }
}

}  // namespace

void add_mask_command(CLI::App& app, Action& action) {
    const auto arguments = std::make_shared<MaskCommand>();
    CLI::App* const command = app.add_subcommand("mask", "Find where the garment goes");
    command->add_option("--person", arguments->person,
                        "photo of the person; optional when the label maps are given");
    add_cloth_type_argument(*command, arguments->cloth_type)->required();
    command->add_option("--output", arguments->output, "mask: .png, .jpg or .webp")->required();
    command->add_option("--save-maps", arguments->maps_dir,
                        "folder for the label maps, the overlay and the masked person");
    command->add_option("--densepose", arguments->densepose, "DensePose labels as a PNG");
    command->add_option("--atr", arguments->atr, "ATR labels as a PNG");
    command->add_option("--lip", arguments->lip, "LIP labels as a PNG");
    command->add_option("--model", arguments->model.model,
                        "folder that holds the weights as owner/repository");
    command->add_option("--resume-path", arguments->model.resume_path,
                        "folder or owner/repository with SCHP/ and DensePose/");
    add_device_arguments(*command, arguments->device);
    add_mask_arguments(*command, arguments->mask);
    command->add_flag("--json", arguments->json, "one JSON object on standard output");
    command->add_flag("--quiet", arguments->quiet, "no message");
    command->callback([arguments, &action] { action = [arguments] { run(*arguments); }; });
}

}  // namespace catvton::cli
