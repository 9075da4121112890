#include "mask_result.hpp"

#include <pybind11/stl.h>

#include <utility>

#include "record.hpp"

namespace py = pybind11;

namespace catvton::python {

MaskArrays::MaskArrays(MaskResult result)
    : mask(to_array(std::move(result.mask))),
      densepose(to_array(std::move(result.densepose))),
      atr(to_array(std::move(result.atr))),
      lip(to_array(std::move(result.lip))),
      people(std::move(result.people)),
      person(result.person < 0 ? std::nullopt : std::optional(result.person)),
      from_cache(result.from_cache),
      seconds(result.seconds) {}

void register_mask_result(py::module_& module) {
    Record<PersonBox>(module, "PersonBox",
                      "A person found, in pixels of the photo: x0 <= x < x1, y0 <= y < y1.")
        .field("x0", &PersonBox::x0, "Left.")
        .field("y0", &PersonBox::y0, "Top.")
        .field("x1", &PersonBox::x1, "Right.")
        .field("y1", &PersonBox::y1, "Bottom.")
        .field("score", &PersonBox::score, "0..1.")
        .finish();
    Record<MaskSeconds>(module, "MaskSeconds",
                        "Seconds of wall time by stage; 0 for what the cache supplied.")
        .field("load", &MaskSeconds::load, "Reading the networks, on the first call.")
        .field("densepose", &MaskSeconds::densepose, "Finding people and their surfaces.")
        .field("atr", &MaskSeconds::atr, "The parser trained on ATR.")
        .field("lip", &MaskSeconds::lip, "The parser trained on LIP.")
        .field("assemble", &MaskSeconds::assemble, "Making the mask of the maps.")
        .field("total", &MaskSeconds::total, "Of the call, waiting for the lock excluded.")
        .finish();
    py::class_<MaskArrays>(module, "MaskResult",
                           "A mask and what it was made of. Arrays are (height, width) uint8.")
        .def_readonly("mask", &MaskArrays::mask,
                      "255 is repainted, 0 kept; between with feather. Of the photo's size.")
        .def_readonly("densepose", &MaskArrays::densepose, "Labels 0..24.")
        .def_readonly("atr", &MaskArrays::atr, "Labels 0..17.")
        .def_readonly("lip", &MaskArrays::lip, "Labels 0..19.")
        .def_readonly("people", &MaskArrays::people, "Best score first.")
        .def_readonly("person", &MaskArrays::person,
                      "Position in `people` of the one that was masked; None without one.")
        .def_readonly("from_cache", &MaskArrays::from_cache, "The maps were known already.")
        .def_readonly("seconds", &MaskArrays::seconds, "Wall time by stage.")
        .def(
            "to_pil", [](const MaskArrays& self) { return PilImage(self.mask); },
            "The mask as a PIL image of mode L.");
}

}  // namespace catvton::python
