#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "catvton/image.hpp"
#include "image/resample_pass.hpp"
#include "support/golden_file.hpp"

namespace catvton::test {

/// A JSON file of tests/data/images.
nlohmann::json golden_json(const std::string& name);

/// Recorded pixels, (h, w) or (h, w, channels), as a view that lives as long as the file.
image::SampleView golden_samples(const GoldenFile& file, const std::string& name);
/// The same as a public view; 1, 3 or 4 channels.
ImageView golden_view(const GoldenFile& file, const std::string& name);
/// Equal size and pixels; an (h, w) golden equals a grey image.
bool equals_golden(const ImageView& got, const GoldenFile& file, const std::string& name);

ResizeFilter filter_named(const std::string& name);

/// Index of the first difference, -1 when there is none; sizes count too.
template <class T>
std::ptrdiff_t first_difference(std::span<const T> got, std::span<const T> want) {
    if (got.size() != want.size()) return std::ptrdiff_t(std::min(got.size(), want.size()));
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (!(got[i] == want[i])) return std::ptrdiff_t(i);
    }
    return -1;
}

}  // namespace catvton::test
