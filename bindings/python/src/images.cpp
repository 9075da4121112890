#include "images.hpp"

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "argument.hpp"
#include "catvton/image.hpp"
#include "enum_text.hpp"
#include "image_argument.hpp"
#include "picture.hpp"
#include "released_gil.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

namespace fs = std::filesystem;

std::span<const std::uint8_t> bytes_of(const py::bytes& file) {
    const std::string_view text = file;
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

constexpr const char* kLoadDoc =
    "Reads JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF, told by the content.\n\n"
    "EXIF orientation is applied. The GIL is released meanwhile.\n\n"
    "Args:\n"
    "    path: The file.\n"
    "    channels: 1 (grey), 3 (RGB) or 4 (RGBA).\n"
    "    alpha: What becomes of transparency without a channel for it: 'over_white' suits\n"
    "        photos, 'ignore' suits masks, whose colours count also where they are transparent.\n"
    "\n"
    "Returns:\n"
    "    (height, width) for grey, else (height, width, channels); uint8.\n"
    "\n"
    "Raises:\n"
    "    NotFoundError: There is no such file.\n"
    "    IoError: It cannot be read.\n"
    "    InvalidImageError: It is damaged.\n"
    "    UnsupportedFormatError: It is no picture.\n"
    "    TooLargeError: Beyond 64 megapixels or 64 MiB.";

constexpr const char* kDecodeDoc =
    "Reads a picture from memory, as load_image does from a file.\n\n"
    "Args:\n"
    "    file: The file's content.\n"
    "    channels: As in load_image.\n"
    "    alpha: As in load_image.\n"
    "\n"
    "Returns:\n"
    "    (height, width) for grey, else (height, width, channels); uint8.\n"
    "\n"
    "Raises:\n"
    "    InvalidImageError: The content is damaged.\n"
    "    UnsupportedFormatError: It is no picture.\n"
    "    TooLargeError: Beyond 64 megapixels or 64 MiB.";

constexpr const char* kSaveDoc =
    "Writes a .png, .jpg, .jpeg or .webp file, whole or not at all.\n\n"
    "The GIL is released meanwhile.\n\n"
    "Args:\n"
    "    image: (height, width) or (height, width, 1, 3 or 4) uint8, or PIL image.\n"
    "    path: The file; its extension chooses the format.\n"
    "    quality: 1..100, for JPEG and WebP.\n"
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: The picture has another type, dtype or mode.\n"
    "    InvalidArgumentError: The picture's shape, the extension or the quality.\n"
    "    IoError: The file cannot be written.";

constexpr const char* kEncodeDoc =
    "Writes a picture to memory, as save_image does to a file.\n\n"
    "Args:\n"
    "    image: As in save_image.\n"
    "    format: 'jpeg', 'png' or 'webp'; the others can only be read.\n"
    "    quality: As in save_image.\n"
    "\n"
    "Returns:\n"
    "    The file's content.\n"
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: The picture has another type, dtype or mode.\n"
    "    InvalidArgumentError: The picture's shape, the format or the quality.";

}  // namespace

void register_images(py::module_& module) {
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
        kLoadDoc);
    module.def(
        "decode_image",
        [](const py::bytes& file, Argument<"channels", int> channels,
           Argument<"alpha", AlphaRule> alpha) {
            const std::span<const std::uint8_t> bytes = bytes_of(file);
            const DecodeOptions options{.channels = channels.value, .alpha = alpha.value};
            return picture([&] { return decode_image(bytes, options); });
        },
        "file"_a, py::kw_only(), "channels"_a = decode.channels, "alpha"_a = decode.alpha,
        kDecodeDoc);
    module.def(
        "save_image",
        [](ImageArgument image, Argument<"path", fs::path> path, Argument<"quality", int> quality) {
            const ImageView view = image.view("image");
            const ReleasedGil released;
            save_image(view, path.value, quality.value);
        },
        "image"_a, "path"_a, py::kw_only(), "quality"_a = encode.quality, kSaveDoc);
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
        kEncodeDoc);
}

}  // namespace catvton::python
