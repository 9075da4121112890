#pragma once

#include <cstdint>
#include <string>

#include "catvton/image.hpp"

namespace catvton::image {

inline constexpr int kMaxSide = 16384;

/// Throws invalid_image: the broken rule, its value and what to do.
[[noreturn]] void fail_damaged(ImageFormat format, const std::string& rule);
/// Throws unsupported_format: what the file uses that is not read here.
[[noreturn]] void fail_unsupported(ImageFormat format, const std::string& feature);

/// The size that a header declares: invalid_image for an empty picture, too_large beyond the
/// limits. Called before anything is allocated for the pixels.
void check_declared_size(ImageFormat format, std::uint64_t width, std::uint64_t height,
                         const DecodeOptions& options);

}  // namespace catvton::image
