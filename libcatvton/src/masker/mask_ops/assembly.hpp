#pragma once

#include "catvton/auto_masker.hpp"
#include "catvton/image.hpp"

namespace catvton::masker {

/// The three label maps of one person, grey and of one size.
struct LabelMaps {
    Image densepose;  ///< 0..24
    Image atr;        ///< 0..17
    Image lip;        ///< 0..19
};

/// Every step of the assembly, for tests. 0/1 unless the comment says otherwise.
struct AssemblyTrace {
    Image hands;  ///< hands and feet of DensePose
    Image hands_dilated;
    Image strong_protect;  ///< hands and feet on limbs, and the face
    Image dense_part;      ///< body parts that the garment covers
    Image dense_quarter;
    Image dense_quarter_dilated;
    Image dense_full;
    Image hull_input;
    Image hull;
    Image blur_input;
    Image blurred;  ///< 0..255
    Image before_last_dilation;
};

/// Throws invalid_argument, naming the map, unless all three are grey, of one size and within their
/// label ranges.
void check_maps(const LabelMaps& maps);

/// The cloth-agnostic mask, 0 or 255, of the maps' size (any size from 1x1). Bit-exact to the
/// reference with MaskFit::standard. Fills `trace` if given.
Image assemble_mask(const LabelMaps& maps, ClothType type, MaskFit fit = MaskFit::standard,
                    AssemblyTrace* trace = nullptr);

}  // namespace catvton::masker
