#pragma once

#include "catvton/image.hpp"
#include "image/byte_view.hpp"

namespace catvton::image {

/// The kind of a file by its first bytes. Throws unsupported_format for anything else,
/// invalid_image when the file ends inside a known magic.
ImageFormat sniff(Bytes file);

}  // namespace catvton::image
