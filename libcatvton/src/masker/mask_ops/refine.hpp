#pragma once

#include "catvton/auto_masker.hpp"

namespace catvton::masker {

/// Throws invalid_argument unless the drawn masks of the options fit a photo of this size.
void check_drawn_masks(const MaskOptions& options, int width, int height);

/// What users ask for beyond the reference, in this order: grow or shrink, add, subtract, feather.
/// mask: 0 or 255.
Image refine(Image mask, const MaskOptions& options);

}  // namespace catvton::masker
