#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace catvton::masker::densepose {

/// The detector's shape and thresholds; the defaults are DensePose R50-FPN's (model 162be9).
struct Config {
    std::vector<std::int64_t> blocks{3, 4, 6, 3};  ///< bottlenecks by stage res2..res5
    std::int64_t stem_channels = 64;
    std::int64_t width = 64;           ///< of res2's bottlenecks; doubles by stage
    std::int64_t fpn_channels = 256;   ///< also of the RPN head and the decoder
    std::int64_t box_head_dim = 1024;  ///< of the box head's two layers
    std::int64_t head_convs = 8;       ///< of the DensePose head
    std::int64_t head_dim = 512;

    std::int64_t reduce_above = 1024;  ///< longer photos are reduced to this side first, pixels
    std::int64_t min_size = 800;       ///< the shorter side is brought to this, pixels ...
    std::int64_t max_size = 1333;      ///< ... unless the longer one would exceed this
    std::int64_t proposals = 1000;     ///< by level before, and in all after suppression
    std::int64_t max_detections = 100;
    double rpn_nms_threshold = 0.7;
    double score_threshold = 0.8;  ///< a detection's score must be above
    double nms_threshold = 0.5;

    /// Channels that stage `index` (0: res2) gives.
    std::int64_t stage_channels(std::size_t index) const { return (width << index) * 4; }

    /// Overwrites by the JSON file's fields, named as the members. Throws corrupt_weights.
    void merge_file(const std::filesystem::path& path);
};

}  // namespace catvton::masker::densepose
