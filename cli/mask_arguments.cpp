#include "mask_arguments.hpp"

#include <map>
#include <string>
#include <system_error>

#include "catvton/error.hpp"

namespace catvton::cli {

namespace {

namespace fs = std::filesystem;

const std::map<std::string, ClothType> kClothTypes{{"upper", ClothType::upper},
                                                   {"lower", ClothType::lower},
                                                   {"overall", ClothType::overall},
                                                   {"inner", ClothType::inner},
                                                   {"outer", ClothType::outer}};

const std::map<std::string, PersonChoice> kPersonChoices{{"best", PersonChoice::best},
                                                         {"largest", PersonChoice::largest},
                                                         {"index", PersonChoice::index}};

const std::map<std::string, MaskFit> kFits{
    {"standard", MaskFit::standard}, {"loose", MaskFit::loose}, {"tight", MaskFit::tight}};

}  // namespace

void add_mask_arguments(CLI::App& command, MaskArguments& arguments) {
    MaskOptions& options = arguments.options;
    command.add_flag("--allow-no-person", options.allow_no_person,
                     "take the parsers' mask when nobody is found, instead of an error");
    command
        .add_option("--person-choice", options.person_choice,
                    "of several people: best (score), largest or index")
        ->transform(CLI::CheckedTransformer(kPersonChoices))
        ->default_str("best");
    command.add_option("--person-index", options.person_index,
                       "with --person-choice index: 0 is the best score");
    command
        .add_option("--fit", options.fit,
                    "standard, loose (for wider garments) or tight (for the same cut)")
        ->transform(CLI::CheckedTransformer(kFits))
        ->default_str("standard");
    command.add_option("--grow", options.grow, "pixels to grow the mask by; negative shrinks");
    command.add_option("--feather", options.feather, "radius in pixels of a soft edge; 0: off");
    command.add_option("--add-mask", arguments.add_mask, "drawn mask that joins the mask");
    command.add_option("--subtract-mask", arguments.subtract_mask,
                       "drawn mask that is taken from the mask");
    command.add_flag("--parser-bgr", options.parser_bgr, "feed the human parsers BGR, not RGB");
}

CLI::Option* add_cloth_type_argument(CLI::App& command, ClothType& type) {
    return command
        .add_option("--cloth-type", type, "garment: upper, lower, overall, inner or outer")
        ->transform(CLI::CheckedTransformer(kClothTypes));
}

std::string_view cloth_type_name(ClothType type) {
    for (const auto& [name, value] : kClothTypes) {
        if (value == type) return name;
    }
    return "unknown";
}

Image load_mask(const fs::path& path) {
    DecodeOptions options;
    options.channels = 1;
    options.alpha = AlphaRule::ignore;
    return load_image(path, options);
}

void load_drawn_masks(MaskArguments& arguments) {
    if (!arguments.add_mask.empty()) {
        arguments.drawn_add = load_mask(arguments.add_mask);
        arguments.options.user_add = arguments.drawn_add;
    }
    if (!arguments.subtract_mask.empty()) {
        arguments.drawn_subtract = load_mask(arguments.subtract_mask);
        arguments.options.user_subtract = arguments.drawn_subtract;
    }
}

void save_maps(const fs::path& folder, const MaskResult& result, const ImageView& person) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw Error(ErrorCode::io,
                    "cannot make the folder " + folder.string() + ": " + failure.message());
    }
    save_label_map(result.densepose, folder / "densepose.png");
    save_label_map(result.atr, folder / "atr.png");
    save_label_map(result.lip, folder / "lip.png");
    save_image(result.mask, folder / "mask.png");
    if (!person.data) return;
    save_image(overlay(person, result.mask), folder / "overlay.png");
    save_image(masked_person(person, result.mask), folder / "masked_person.png");
}

}  // namespace catvton::cli
