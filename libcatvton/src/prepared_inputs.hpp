#pragma once

#include "catvton/image.hpp"
#include "catvton/options.hpp"
#include "catvton/pipeline.hpp"

namespace catvton {

/// Part of a picture, in pixels.
struct Rectangle {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

/// One request at the size of the network.
struct PreparedInputs {
    Image person;      ///< RGB
    Image cloth;       ///< RGB
    Image mask;        ///< grey, blurred, 0..255; empty when mask-free
    Rectangle region;  ///< where the person's picture lies: all of it, unless padding was added
};

/// Crops or pads, resizes and blurs one request. Throws invalid_argument naming the picture that
/// does not fit.
PreparedInputs prepare_inputs(const TryOnRequest& request, bool mask_free,
                              const TryOnOptions& options);

/// The person as it will lie in the network's picture, without padding: what the automatic mask is
/// made of.
Image person_at_size(const ImageView& person, const TryOnOptions& options);
/// A mask drawn on the person's photo, brought along; empty when there is none.
Image drawn_mask_at_size(const ImageView& drawn, const TryOnOptions& options);

/// The result's pixels as the caller gets them: padding cut off, the person's own pixels put back
/// if wanted.
Image finish_result(const Image& decoded, const PreparedInputs& inputs,
                    const TryOnOptions& options);

/// What was repainted: 0 or 255 at the threshold of the network.
Image binary_mask(const PreparedInputs& inputs);

}  // namespace catvton
