#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace catvton::masker::schp {

/// The shape of a parser; the defaults are the published networks'.
struct Config {
    std::int64_t classes = 18;
    std::int64_t input_size = 512;                         ///< side of the square input, pixels
    std::vector<std::int64_t> blocks{3, 4, 23, 3};         ///< bottlenecks by layer
    std::vector<std::int64_t> stem_channels{64, 64, 128};  ///< of the three stem convolutions
    std::int64_t width = 64;              ///< of the first layer's bottlenecks; doubles by layer
    std::int64_t context_channels = 512;  ///< of the pyramid pooling
    std::int64_t head_channels = 256;     ///< of edge branch, decoder and fusion
    std::int64_t detail_channels = 48;    ///< of layer 1's features in the decoder

    /// Channels that layer `index` (0..3) gives.
    std::int64_t layer_channels(std::size_t index) const { return (width << index) * 4; }

    static Config atr() { return {}; }
    static Config lip();
    /// Overwrites the shape by the JSON file's fields, named as the members (classes excepted: they
    /// are the label map's meaning). Throws corrupt_weights.
    void merge_file(const std::filesystem::path& path);
};

}  // namespace catvton::masker::schp
