#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <utility>

#include "catvton/image.hpp"

namespace catvton::python {

using PixelArray = pybind11::array_t<std::uint8_t>;

/// A picture from Python: a NumPy array (height x width, or height x width x 1, 3 or 4; uint8), or
/// a PIL image of mode L, RGB or RGBA.
class ImageArgument {
public:
    ImageArgument() = default;
    explicit ImageArgument(pybind11::object source) : source_(std::move(source)) {}

    /// The pixels, valid while this object lives; nothing is copied when the array's rows are
    /// packed. `name` is the argument's, for the messages. Throws ArgumentTypeError for another
    /// type, dtype or mode, invalid_argument for another shape. Needs the GIL.
    ImageView view(const char* name);

private:
    pybind11::object source_;
    pybind11::array pixels_;
};

/// Takes the pixels over: height x width for grey, else height x width x channels. Needs the GIL.
PixelArray to_array(Image image);

/// A PIL image, as signatures show it.
class PilImage : public pybind11::object {
public:
    explicit PilImage(const PixelArray& pixels);
};

}  // namespace catvton::python

namespace pybind11::detail {

template <>
struct type_caster<catvton::python::ImageArgument> {
    // Any object: the argument's own message is better than a list of signatures.
    PYBIND11_TYPE_CASTER(catvton::python::ImageArgument, const_name("catvton._types.ImageLike"));
    bool load(handle source, bool) {
        value = catvton::python::ImageArgument(reinterpret_borrow<object>(source));
        return true;
    }
};

template <>
struct handle_type_name<catvton::python::PilImage> {
    static constexpr auto name = const_name("PIL.Image.Image");
};

}  // namespace pybind11::detail
