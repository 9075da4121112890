#include "label_maps.hpp"

#include <filesystem>
#include <string>

#include "argument.hpp"
#include "catvton/auto_masker.hpp"
#include "image_argument.hpp"
#include "picture.hpp"
#include "released_gil.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

namespace fs = std::filesystem;

constexpr const char* kLoadDoc =
    "Reads a label map from a PNG: grey values, or the indices (not the colours) of a palette.\n\n"
    "Args:\n"
    "    path: The file.\n"
    "\n"
    "Returns:\n"
    "    (height, width) uint8.\n"
    "\n"
    "Raises:\n"
    "    NotFoundError: There is no such file.\n"
    "    InvalidImageError: It is damaged.\n"
    "    UnsupportedFormatError: It is no PNG, or in true colour, which holds no labels.\n"
    "    TooLargeError: Beyond 64 megapixels or 64 MiB.";

constexpr const char* kSaveDoc =
    "Writes a palette PNG that load_label_map reads back, whole or not at all.\n\n"
    "Args:\n"
    "    labels: (height, width) uint8.\n"
    "    path: The file.\n"
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: The labels have another type or dtype.\n"
    "    InvalidArgumentError: They have another shape.\n"
    "    IoError: The file cannot be written.";

constexpr const char* kPaletteDoc =
    "The label map in colours: the palette in which the data sets ship their maps.\n\n"
    "Args:\n"
    "    labels: (height, width) uint8.\n"
    "\n"
    "Returns:\n"
    "    (height, width, 3) uint8 RGB.\n"
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: The labels have another type or dtype.\n"
    "    InvalidArgumentError: They have another shape.";

constexpr const char* kViewDoc =
    "\n\n"
    "Args:\n"
    "    person: (height, width, 3) uint8 RGB, grey, RGBA, or PIL image.\n"
    "    mask: (height, width) uint8, of the same size.\n"
    "\n"
    "Returns:\n"
    "    (height, width, 3) uint8 RGB.\n"
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: A picture has another type, dtype or mode.\n"
    "    InvalidArgumentError: Another shape, or the sizes differ.";

void register_files(py::module_& module) {
    module.def(
        "load_label_map",
        [](Argument<"path", fs::path> path) {
            return picture([&] { return load_label_map(path.value); });
        },
        "path"_a, kLoadDoc);
    module.def(
        "save_label_map",
        [](ImageArgument labels, Argument<"path", fs::path> path) {
            const ImageView view = labels.view("labels");
            const ReleasedGil released;
            save_label_map(view, path.value);
        },
        "labels"_a, "path"_a, kSaveDoc);
    module.def(
        "palette_image",
        [](ImageArgument labels) {
            const ImageView view = labels.view("labels");
            return picture([&] { return palette_image(view); });
        },
        "labels"_a, kPaletteDoc);
}

void register_views(py::module_& module) {
    const auto def = [&module](const char* name,
                               Image (*function)(const ImageView&, const ImageView&),
                               const std::string& summary) {
        module.def(
            name,
            [function](ImageArgument person, ImageArgument mask) {
                const ImageView person_view = person.view("person");
                const ImageView mask_view = mask.view("mask");
                return picture([&] { return function(person_view, mask_view); });
            },
            "person"_a, "mask"_a, (summary + kViewDoc).c_str());
    };
    def("overlay", &overlay, "The person with the mask in translucent red and outlined.");
    def("masked_person", &masked_person,
        "The person with the masked pixels grey (128): what the network sees of the person.");
}

}  // namespace

void register_label_maps(py::module_& module) {
    register_files(module);
    register_views(module);
}

}  // namespace catvton::python
