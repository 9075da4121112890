#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catvton/error.hpp"
#include "catvton/image.hpp"

namespace catvton::test {

using FileBytes = std::vector<std::uint8_t>;

/// A file below tests/data/images.
std::filesystem::path picture_path(const std::string& name);
FileBytes picture_bytes(const std::string& name);
/// Names below tests/data/images/`folder`, sorted; at most `most_bytes` long.
std::vector<std::string> picture_names(const std::string& folder, std::uintmax_t most_bytes);

/// The code that `action` fails with, nothing when it does not fail.
std::optional<ErrorCode> failure_of(const std::function<void()>& action);

/// width x height pixels of a fixed pattern.
Image pattern(int width, int height, int channels);

}  // namespace catvton::test
