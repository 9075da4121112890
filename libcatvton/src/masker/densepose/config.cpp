#include "masker/densepose/config.hpp"

#include "catvton/error.hpp"
#include "masker/config_fields.hpp"

namespace catvton::masker::densepose {

void Config::merge_file(const std::filesystem::path& path) {
    constexpr std::int64_t max_channels = 4096;
    const ConfigFields fields = ConfigFields::load(path);
    fields.read("blocks", blocks, 1, 64);
    fields.read("stem_channels", stem_channels, 1, max_channels);
    fields.read("width", width, 1, max_channels);
    fields.read("fpn_channels", fpn_channels, 1, max_channels);
    fields.read("box_head_dim", box_head_dim, 1, 16384);
    fields.read("head_convs", head_convs, 1, 64);
    fields.read("head_dim", head_dim, 1, max_channels);
    fields.read("reduce_above", reduce_above, 64, 4096);
    fields.read("min_size", min_size, 64, 4096);
    fields.read("max_size", max_size, 64, 4096);
    fields.read("proposals", proposals, 1, 10000);
    fields.read("max_detections", max_detections, 1, 1000);
    fields.read("rpn_nms_threshold", rpn_nms_threshold, 0.0, 1.0);
    fields.read("score_threshold", score_threshold, 0.0, 1.0);
    fields.read("nms_threshold", nms_threshold, 0.0, 1.0);
    if (max_size < min_size) {
        throw Error(ErrorCode::corrupt_weights,
                    path.string() + ": 'max_size' must not be below 'min_size'");
    }
}

}  // namespace catvton::masker::densepose
