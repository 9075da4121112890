#include "mask_options.hpp"

#include <pybind11/stl.h>

#include <utility>

#include "argument.hpp"
#include "enum_text.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

OwnedMaskOptions make(Argument<"person_choice", PersonChoice> person_choice,
                      Argument<"person_index", int> person_index,
                      Argument<"allow_no_person", bool> allow_no_person,
                      Argument<"fit", MaskFit> fit, Argument<"grow", int> grow,
                      Argument<"feather", int> feather, std::optional<ImageArgument> user_add,
                      std::optional<ImageArgument> user_subtract,
                      Argument<"parser_bgr", bool> parser_bgr,
                      Argument<"use_cache", bool> use_cache) {
    OwnedMaskOptions made{{}, std::move(user_add), std::move(user_subtract)};
    MaskOptions& options = made.options;
    options.person_choice = person_choice.value;
    options.person_index = person_index.value;
    options.allow_no_person = allow_no_person.value;
    options.fit = fit.value;
    options.grow = grow.value;
    options.feather = feather.value;
    if (made.user_add) options.user_add = made.user_add->view("user_add");
    if (made.user_subtract) options.user_subtract = made.user_subtract->view("user_subtract");
    options.parser_bgr = parser_bgr.value;
    options.use_cache = use_cache.value;
    options.validate();
    return made;
}

}  // namespace

void register_mask_options(py::module_& module) {
    const MaskOptions defaults;
    py::class_<OwnedMaskOptions> bound(module, "MaskOptions",
                                       "How a mask is made. Values cannot be changed.");
    bound.def(
        py::init(&make), py::kw_only(), "person_choice"_a = defaults.person_choice,
        "person_index"_a = defaults.person_index, "allow_no_person"_a = defaults.allow_no_person,
        "fit"_a = defaults.fit, "grow"_a = defaults.grow, "feather"_a = defaults.feather,
        "user_add"_a = py::none(), "user_subtract"_a = py::none(),
        "parser_bgr"_a = defaults.parser_bgr, "use_cache"_a = defaults.use_cache,
        "Args:\n"
        "    person_choice: Of several people: the 'best' score, the 'largest' box, or 'index'.\n"
        "    person_index: With person_choice='index', 0..99, counted from the best score.\n"
        "    allow_no_person: Takes the parsers' mask when nobody is found, no error.\n"
        "    fit: 'standard' is the reference's mask, 'loose' reaches further, 'tight' has no\n"
        "        convex hull.\n"
        "    grow: Pixels to grow the mask by, -1024..1024; negative shrinks; 0 is off.\n"
        "    feather: Radius in pixels of a blur over the edge, 0..256; 0 is off.\n"
        "    user_add: Drawn mask, (height, width) uint8: its pixels >= 128 join the mask.\n"
        "    user_subtract: Drawn mask: its pixels >= 128 leave the mask.\n"
        "    parser_bgr: Feeds the parsers BGR instead of RGB.\n"
        "    use_cache: Looks up and keeps the person's maps by the photo's content.\n"
        "\n"
        "Raises:\n"
        "    InvalidArgumentError: A value is out of range.");
    const auto field = [&bound](const char* name, auto member) {
        bound.def_property_readonly(
            name, [member](const OwnedMaskOptions& self) { return self.options.*member; });
    };
    field("person_choice", &MaskOptions::person_choice);
    field("person_index", &MaskOptions::person_index);
    field("allow_no_person", &MaskOptions::allow_no_person);
    field("fit", &MaskOptions::fit);
    field("grow", &MaskOptions::grow);
    field("feather", &MaskOptions::feather);
    field("parser_bgr", &MaskOptions::parser_bgr);
    field("use_cache", &MaskOptions::use_cache);
}

}  // namespace catvton::python
