#pragma once

#include <string>

#include "catvton/image.hpp"
#include "support/golden_file.hpp"

namespace catvton::test {

/// A recorded grey picture: tensor `name` (H, W), or the bytes of a PNG under `name` + ":png".
Image golden_labels(const GoldenFile& file, const std::string& name);
/// A recorded RGB picture under `name` + ":png".
Image golden_rgb(const GoldenFile& file, const std::string& name);
/// How many pixels differ; -1 when the sizes do.
int differing_pixels(const Image& a, const Image& b);

}  // namespace catvton::test
