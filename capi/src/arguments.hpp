#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "catvton/catvton.h"
#include "catvton/image.hpp"

/// Checks and conversions of single arguments. All throw invalid_argument naming the argument.
namespace catvton::capi {

[[noreturn]] void refuse_argument(const char* name, const std::string& reason);

template <class T>
T* required(T* pointer, const char* name) {
    if (!pointer) refuse_argument(name, "is NULL");
    return pointer;
}

void check_enum(std::int32_t value, std::int32_t last, const char* name);
/// The C++ enumerator with the number `value`; `last` is the highest.
template <class Enum>
Enum to_enum(std::int32_t value, Enum last, const char* name) {
    check_enum(value, static_cast<std::int32_t>(last), name);
    return static_cast<Enum>(value);
}

bool to_bool(std::int32_t value, const char* name);
void check_reserved(std::int64_t value, const char* name);
/// index: must be 0..count - 1.
void check_index(std::uint64_t index, std::uint64_t count, const char* name);

/// Not NULL and not empty.
std::string to_required_string(const char* text, const char* name);
std::filesystem::path to_path(const char* path, const char* name);
/// NULL is the empty string.
std::string to_string(const char* text);
/// NULL only with size 0.
std::span<const std::uint8_t> to_span(const std::uint8_t* data, std::size_t size);

/// Not NULL, and usable pixels.
ImageView to_view(const catvton_image_view* view, const char* name);
/// NULL is a view without pixels.
ImageView to_optional_view(const catvton_image_view* view, const char* name);
/// The image's pixels; all 0 for an empty one.
catvton_image_view from_image(const Image& image) noexcept;

}  // namespace catvton::capi
