#include "masker/densepose/detector.hpp"

#include <algorithm>

#include "masker/densepose/input.hpp"
#include "masker/densepose/paste.hpp"
#include "masker/geometry/linear_resize.hpp"
#include "masker/numbered.hpp"

namespace catvton::masker::densepose {

namespace {

/// One person in two coordinate systems.
struct Candidate {
    Box input_box;  ///< pixels of the network's input
    Box box;        ///< pixels of the image given to the detector
    float score = 0.0f;
};

std::vector<Candidate> to_image(const std::vector<ScoredBox>& people, Size input, Size image) {
    const float scale_x = static_cast<float>(static_cast<double>(image.width) / input.width);
    const float scale_y = static_cast<float>(static_cast<double>(image.height) / input.height);
    std::vector<Candidate> candidates;
    for (const auto& [input_box, score] : people) {
        const Box box = clipped({input_box.x0 * scale_x, input_box.y0 * scale_y,
                                 input_box.x1 * scale_x, input_box.y1 * scale_y},
                                static_cast<float>(image.width), static_cast<float>(image.height));
        if (box.positive()) candidates.push_back({input_box, box, score});
    }
    return candidates;
}

int choose(const std::vector<Candidate>& candidates, PersonRule rule) {
    if (candidates.empty()) return -1;
    if (rule.choice == PersonChoice::index) {
        return rule.index < static_cast<int>(candidates.size()) ? rule.index : -1;
    }
    if (rule.choice == PersonChoice::best) return 0;
    const auto largest = std::max_element(
        candidates.begin(), candidates.end(),
        [](const Candidate& a, const Candidate& b) { return a.box.area() < b.box.area(); });
    return static_cast<int>(largest - candidates.begin());
}

PersonBox to_photo(const Candidate& candidate, Size image, Size photo) {
    const float x = static_cast<float>(photo.width) / static_cast<float>(image.width);
    const float y = static_cast<float>(photo.height) / static_cast<float>(image.height);
    const Box& box = candidate.box;
    return {box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y, candidate.score};
}

at::Tensor to_tensor(const std::vector<ScoredBox>& boxes) {
    at::Tensor table = at::empty({static_cast<std::int64_t>(boxes.size()), 5}, at::kFloat);
    float* out = table.mutable_data_ptr<float>();
    for (const auto& [box, score] : boxes) {
        for (const float value : {box.x0, box.y0, box.x1, box.y1, score}) *out++ = value;
    }
    return table;
}

}  // namespace

Detector::Networks::Networks(const nn::Scope& scope, const Config& config)
    : backbone(scope / "backbone", config),
      proposals(scope / "proposal_generator" / "rpn_head", config),
      boxes(scope / "roi_heads", config),
      decoder(scope / "roi_heads" / "decoder", config),
      charts(scope / "roi_heads", config) {}

Detector::Networks Detector::load(const weights::StateDict& file, const Config& config,
                                  at::Device device) {
    nn::Parameters parameters(file, "DensePose", device, at::kFloat);
    // Files of that time also hold constants that follow from the config.
    parameters.ignore_containing("pixel_mean");
    parameters.ignore_containing("pixel_std");
    parameters.ignore_containing("cell_anchors");
    Networks networks(nn::Scope(parameters), config);
    parameters.finish();
    return networks;
}

Detector::Detector(const weights::StateDict& file, const Config& config, at::Device device)
    : config_(config), device_(device), networks_(load(file, config, device)) {}

Detection Detector::detect(const ImageView& rgb, PersonRule rule, const Trace& trace) const {
    const Size photo{rgb.width, rgb.height}, image = reduced_size(photo, config_);
    const Size input = network_size(image, config_);
    const Image reduced = resize_linear(rgb, image.width, image.height);
    const Image resized = resize(reduced, input.width, input.height, ResizeFilter::bilinear);
    const float width = static_cast<float>(input.width), height = static_cast<float>(input.height);

    Pyramid pyramid = networks_.backbone(observed(trace, "input", network_input(resized, device_)));
    for (std::size_t i = 0; i < pyramid.size(); ++i) {
        observed(trace, numbered("p", i + 2), pyramid[i]);
    }
    const auto proposals = networks_.proposals(pyramid, width, height, trace);
    const auto people = networks_.boxes(pyramid, proposals, width, height, trace);
    if (trace) {
        trace("proposals", to_tensor(proposals));
        trace("detections", to_tensor(people));
    }
    const std::vector<Candidate> candidates = to_image(people, input, image);

    Detection detection{Image(photo.width, photo.height, 1), {}, choose(candidates, rule)};
    for (const Candidate& candidate : candidates) {
        detection.people.push_back(to_photo(candidate, image, photo));
    }
    if (detection.person < 0) return detection;
    const Candidate& chosen = candidates[static_cast<std::size_t>(detection.person)];
    const PixelBox box = PixelBox::from(chosen.box);
    if (box.empty()) {
        detection.person = -1;
        return detection;
    }
    const at::Tensor features = observed(trace, "decoder", networks_.decoder(pyramid));
    const Charts charts = networks_.charts(features, chosen.input_box, trace);
    Image map(image.width, image.height, 1);
    paste(chart_labels(charts, box.width, box.height), box.x, box.y, map);
    detection.labels = resize(map, photo.width, photo.height, ResizeFilter::nearest);
    return detection;
}

}  // namespace catvton::masker::densepose
