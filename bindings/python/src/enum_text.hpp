#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "catvton/auto_masker.hpp"
#include "catvton/error.hpp"
#include "catvton/image.hpp"
#include "catvton/log.hpp"
#include "catvton/model_hub.hpp"
#include "catvton/options.hpp"

namespace catvton::python {

/// The Python spelling of an enumeration: its enumerators in order, and the type as a signature
/// shows it.
template <class Enum>
struct EnumText;

template <std::size_t... N>
constexpr auto literal_type(const char (&... texts)[N]) {
    using pybind11::detail::concat;
    using pybind11::detail::const_name;
    return const_name("typing.Literal[") +
           concat((const_name("'") + const_name(texts) + const_name("'"))...) + const_name("]");
}

template <std::size_t... N>
constexpr std::array<std::string_view, sizeof...(N)> text_array(const char (&... texts)[N]) {
    return {texts...};
}

#define CATVTON_ENUM_TEXT(Enum, ...)                            \
    template <>                                                 \
    struct EnumText<Enum> {                                     \
        static constexpr auto type = literal_type(__VA_ARGS__); \
        static constexpr auto texts = text_array(__VA_ARGS__);  \
    }

CATVTON_ENUM_TEXT(AlphaRule, "over_white", "ignore");
CATVTON_ENUM_TEXT(AttentionVersion, "mix", "vitonhd", "dresscode");
CATVTON_ENUM_TEXT(ClothType, "upper", "lower", "overall", "inner", "outer");
CATVTON_ENUM_TEXT(FileState, "good", "missing", "damaged", "unknown");
CATVTON_ENUM_TEXT(Geometry, "crop", "pad");
CATVTON_ENUM_TEXT(ImageFormat, "jpeg", "png", "webp", "bmp", "gif", "tiff");
CATVTON_ENUM_TEXT(LockPolicy, "wait", "reject", "timeout");
CATVTON_ENUM_TEXT(LogLevel, "debug", "info", "warning", "error");
CATVTON_ENUM_TEXT(MaskFit, "standard", "loose", "tight");
CATVTON_ENUM_TEXT(PersonChoice, "best", "largest", "index");
CATVTON_ENUM_TEXT(Precision, "auto", "fp32", "fp16", "bf16");
CATVTON_ENUM_TEXT(ProgressAction, "keep_going", "cancel");
CATVTON_ENUM_TEXT(Stage, "prepare", "mask", "encode", "denoise", "decode");

#undef CATVTON_ENUM_TEXT

/// "crop, pad": what there is to choose.
template <class Enum>
std::string enum_choices() {
    std::string all;
    for (const std::string_view text : EnumText<Enum>::texts) {
        all.append(all.empty() ? "" : ", ").append(text);
    }
    return all;
}

/// The enumerator that `text` names; nothing for another text.
template <class Enum>
std::optional<Enum> find_enum(std::string_view text) {
    const auto& texts = EnumText<Enum>::texts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

/// Enumerations are strings in Python: nothing to import, and type checkers know the choices. They
/// are read as Argument.
template <class Enum>
struct EnumCaster {
    PYBIND11_TYPE_CASTER(Enum, EnumText<Enum>::type);

    static pybind11::handle cast(Enum source, pybind11::return_value_policy, pybind11::handle) {
        const std::string_view text = EnumText<Enum>::texts.at(static_cast<std::size_t>(source));
        return pybind11::str(text.data(), text.size()).release();
    }
};

}  // namespace catvton::python

namespace pybind11::detail {

template <class Enum>
concept HasEnumText = requires {
    catvton::python::EnumText<Enum>::texts;
};

template <HasEnumText Enum>
struct type_caster_enum_type_enabled<Enum, void> : std::false_type {};

template <HasEnumText Enum>
struct type_caster<Enum> : catvton::python::EnumCaster<Enum> {};

}  // namespace pybind11::detail
