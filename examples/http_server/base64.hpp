#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace catvton::server {

/// RFC 4648, standard alphabet, padded.
std::string to_base64(std::span<const std::uint8_t> bytes);

}  // namespace catvton::server
