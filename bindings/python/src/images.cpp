#include "images.hpp"

#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include "argument.hpp"
#include "catvton/auto_masker.hpp"
#include "catvton/image.hpp"
#include "enum_text.hpp"
#include "image_argument.hpp"
#include "released_gil.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

namespace fs = std::filesystem;

/// The picture that `work` makes without the GIL.
template <class Work>
PixelArray picture(Work&& work) {
    Image result;
    {
        const ReleasedGil released;
        result = work();
    }
    return to_array(std::move(result));
}

std::span<const std::uint8_t> bytes_of(const py::bytes& file) {
    const std::string_view text = file;
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void register_files(py::module_& module) {
    const DecodeOptions decode;
    const EncodeOptions encode;
    module.def(
        "load_image",
        [](Argument<"path", fs::path> path, Argument<"channels", int> channels,
           Argument<"alpha", AlphaRule> alpha) {
            const DecodeOptions options{.channels = channels.value, .alpha = alpha.value};
            return picture([&] { return load_image(path.value, options); });
        },
        "path"_a, py::kw_only(), "channels"_a = decode.channels, "alpha"_a = decode.alpha,
        "Reads JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF, told by the content.\n\n"
        "EXIF orientation is applied.\n\n"
        "Args:\n"
        "    path: The file.\n"
        "    channels: 1 (grey), 3 (RGB) or 4 (RGBA).\n"
        "    alpha: What becomes of transparency without a channel for it: 'over_white' suits\n"
        "        photos, 'ignore' suits masks, whose colours count also where they are "
        "transparent.\n"
        "\n"
        "Returns:\n"
        "    (height, width) for grey, else (height, width, channels); uint8.\n"
        "\n"
        "Raises:\n"
        "    NotFoundError, IoError: The file cannot be read.\n"
        "    InvalidImageError: It is damaged.\n"
        "    UnsupportedFormatError: It is no picture.\n"
        "    TooLargeError: Beyond 64 megapixels or 64 MiB.");
    module.def(
        "decode_image",
        [](const py::bytes& file, Argument<"channels", int> channels,
           Argument<"alpha", AlphaRule> alpha) {
            const std::span<const std::uint8_t> bytes = bytes_of(file);
            const DecodeOptions options{.channels = channels.value, .alpha = alpha.value};
            return picture([&] { return decode_image(bytes, options); });
        },
        "file"_a, py::kw_only(), "channels"_a = decode.channels, "alpha"_a = decode.alpha,
        "load_image of a file in memory.");
    module.def(
        "save_image",
        [](ImageArgument image, Argument<"path", fs::path> path, Argument<"quality", int> quality) {
            const ImageView view = image.view("image");
            const ReleasedGil released;
            save_image(view, path.value, quality.value);
        },
        "image"_a, "path"_a, py::kw_only(), "quality"_a = encode.quality,
        "Writes a .png, .jpg, .jpeg or .webp file, whole or not at all.\n\n"
        "Args:\n"
        "    image: (height, width) or (height, width, 1, 3 or 4) uint8, or PIL image.\n"
        "    path: The file; its extension chooses the format.\n"
        "    quality: 1..100, for JPEG and WebP.\n"
        "\n"
        "Raises:\n"
        "    InvalidArgumentError: The picture, the extension or the quality.\n"
        "    IoError: The file cannot be written.");
    module.def(
        "encode_image",
        [](ImageArgument image, Argument<"format", ImageFormat> format,
           Argument<"quality", int> quality) {
            const ImageView view = image.view("image");
            std::vector<std::uint8_t> file;
            {
                const ReleasedGil released;
                file = encode_image(view, {format.value, quality.value});
            }
            return py::bytes(reinterpret_cast<const char*>(file.data()), file.size());
        },
        "image"_a, py::kw_only(), "format"_a = encode.format, "quality"_a = encode.quality,
        "save_image to memory; 'jpeg', 'png' or 'webp'.");
}

void register_label_maps(py::module_& module) {
    module.def(
        "load_label_map",
        [](Argument<"path", fs::path> path) {
            return picture([&] { return load_label_map(path.value); });
        },
        "path"_a,
        "Reads a label map: grey values, or the indices (not the colours) of a palette PNG.");
    module.def(
        "save_label_map",
        [](ImageArgument labels, Argument<"path", fs::path> path) {
            const ImageView view = labels.view("labels");
            const ReleasedGil released;
            save_label_map(view, path.value);
        },
        "labels"_a, "path"_a, "Writes a palette PNG that load_label_map reads back.");
    module.def(
        "palette_image",
        [](ImageArgument labels) {
            const ImageView view = labels.view("labels");
            return picture([&] { return palette_image(view); });
        },
        "labels"_a, "The label map in colours, (height, width, 3).");
}

void register_views(py::module_& module) {
    const auto def = [&module](const char* name,
                               Image (*function)(const ImageView&, const ImageView&),
                               const char* doc) {
        module.def(
            name,
            [function](ImageArgument person, ImageArgument mask) {
                const ImageView person_view = person.view("person");
                const ImageView mask_view = mask.view("mask");
                return picture([&] { return function(person_view, mask_view); });
            },
            "person"_a, "mask"_a, doc);
    };
    def("overlay", &overlay,
        "The person with the mask in translucent red, RGB. The sizes must be equal.");
    def("masked_person", &masked_person,
        "The person with the masked pixels grey, RGB: what the network sees of the person.");
}

}  // namespace

void register_images(py::module_& module) {
    register_files(module);
    register_label_maps(module);
    register_views(module);
}

}  // namespace catvton::python
