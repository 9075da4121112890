#include "image_argument.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "catvton/error.hpp"
#include "errors.hpp"

namespace py = pybind11;

namespace catvton::python {

namespace {

std::string type_name(const py::object& object) {
    return py::cast<std::string>(py::type::of(object).attr("__name__"));
}

/// Whether `object` is a PIL image; PIL is not imported for the question.
bool is_pil_image(const py::object& object) {
    const py::dict modules = py::module_::import("sys").attr("modules");
    const py::object pil = modules.attr("get")("PIL.Image");  // None also where it is blocked
    return !pil.is_none() && py::isinstance(object, pil.attr("Image"));
}

py::array pixels_of(const py::object& source, const char* name) {
    if (py::isinstance<py::array>(source)) return source;
    if (!is_pil_image(source)) {
        throw_type_error(std::string(name) + " must be a NumPy array or a PIL image, not " +
                         type_name(source));
    }
    const std::string mode = py::cast<std::string>(source.attr("mode"));
    if (mode != "L" && mode != "RGB" && mode != "RGBA") {
        throw_type_error(std::string(name) + " is a PIL image of mode '" + mode +
                         "': must be L, RGB or RGBA, so convert it first");
    }
    return py::module_::import("numpy").attr("asarray")(source);
}

std::string shape_text(const py::array& pixels) {
    return py::cast<std::string>(py::str(pixels.attr("shape")));
}

void check(const py::array& pixels, const char* name) {
    if (!py::isinstance<PixelArray>(pixels)) {
        throw_type_error(std::string(name) + " has dtype " +
                         py::cast<std::string>(py::str(pixels.dtype())) +
                         ": must be uint8 (0..255); nothing is converted silently");
    }
    const bool grey = pixels.ndim() == 2;
    const auto channels = pixels.ndim() == 3 ? pixels.shape(2) : 0;
    if (!grey && channels != 1 && channels != 3 && channels != 4) {
        throw Error(ErrorCode::invalid_argument,
                    std::string(name) + " has shape " + shape_text(pixels) +
                        ": must be (height, width) or (height, width, 1, 3 or 4)");
    }
}

/// The pixels of a row follow each other, and the rows do not overlap.
bool has_packed_rows(const py::array& pixels) {
    const auto channels = pixels.ndim() == 3 ? pixels.shape(2) : 1;
    if (pixels.ndim() == 3 && channels > 1 && pixels.strides(2) != 1) return false;
    return pixels.strides(1) == channels && pixels.strides(0) >= pixels.shape(1) * channels;
}

int to_side(py::ssize_t length) {
    return static_cast<int>(std::min<py::ssize_t>(length, std::numeric_limits<int>::max()));
}

}  // namespace

ImageView ImageArgument::view(const char* name) {
    pixels_ = pixels_of(source_, name);
    check(pixels_, name);
    ImageView result;
    result.data = static_cast<const std::uint8_t*>(pixels_.data());
    result.height = to_side(pixels_.shape(0));
    result.width = to_side(pixels_.shape(1));
    result.channels = pixels_.ndim() == 3 ? static_cast<int>(pixels_.shape(2)) : 1;
    result.validate(name);  // before a copy: a broadcast array may claim terabytes
    if (!has_packed_rows(pixels_)) {
        pixels_ = py::array_t<std::uint8_t, py::array::c_style>::ensure(pixels_);
        if (!pixels_) throw py::error_already_set();
        result.data = static_cast<const std::uint8_t*>(pixels_.data());
    }
    result.stride = static_cast<std::size_t>(pixels_.strides(0));
    return result;
}

PixelArray to_array(Image image) {
    auto owner = std::make_unique<Image>(std::move(image));
    std::vector<py::ssize_t> shape{owner->height(), owner->width()};
    if (owner->channels() > 1) shape.push_back(owner->channels());
    std::uint8_t* const data = owner->data();
    const py::capsule base(owner.get(), [](void* pixels) { delete static_cast<Image*>(pixels); });
    static_cast<void>(owner.release());
    return PixelArray(shape, data, base);
}

PilImage::PilImage(const PixelArray& pixels)
    : py::object(py::module_::import("PIL.Image").attr("fromarray")(pixels)) {}

}  // namespace catvton::python
