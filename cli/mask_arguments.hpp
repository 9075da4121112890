#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string_view>

#include "catvton/auto_masker.hpp"

namespace catvton::cli {

/// Options of the automatic mask that several commands share, with the drawn masks' files.
struct MaskArguments {
    MaskOptions options;
    std::filesystem::path add_mask, subtract_mask;
    /// Hold what the options' views point to, once load_drawn_masks() has run.
    Image drawn_add, drawn_subtract;
};

/// Adds --allow-no-person, --person-choice, --person-index, --fit, --grow, --feather, --add-mask,
/// --subtract-mask and --parser-bgr.
void add_mask_arguments(CLI::App& command, MaskArguments& arguments);
/// Adds --cloth-type.
CLI::Option* add_cloth_type_argument(CLI::App& command, ClothType& type);
/// As --cloth-type writes it.
std::string_view cloth_type_name(ClothType type);
/// A mask picture: grey, transparency ignored.
Image load_mask(const std::filesystem::path& path);
/// Reads the drawn masks, if any, into the options.
void load_drawn_masks(MaskArguments& arguments);

/// Writes densepose.png, atr.png, lip.png (palette PNGs, indices are labels), mask.png, and, when
/// the person is known, overlay.png and masked_person.png. Makes the folder.
void save_maps(const std::filesystem::path& folder, const MaskResult& result,
               const ImageView& person);

}  // namespace catvton::cli
