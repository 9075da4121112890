#pragma once

#include "catvton/auto_masker.hpp"
#include "catvton/catvton.h"
#include "catvton/image.hpp"
#include "catvton/model_hub.hpp"
#include "catvton/options.hpp"

/// The option structs of the interface <-> those of the C++ library, which has the defaults.
namespace catvton::capi {

/// Null is the defaults. Throw invalid_argument naming the field; what the C++ call checks itself
/// is left to it.
DeviceOptions device_options(const catvton_device_options* options);
ModelOptions model_options(const catvton_model_options* options);
DecodeOptions decode_options(const catvton_decode_options* options);
EncodeOptions encode_options(const catvton_encode_options* options);
/// The image views stay borrowed.
MaskOptions mask_options(const catvton_mask_options* options);
TryOnOptions tryon_options(const catvton_tryon_options* options);
PullOptions pull_options(const catvton_pull_options* options);
/// The token of a handle; 0 is one that nobody else has.
CancellationToken cancellation_token(catvton_cancellation handle);

/// All but callbacks and cancellation, which have no counterpart.
catvton_tryon_options from_options(const TryOnOptions& options);

}  // namespace catvton::capi
