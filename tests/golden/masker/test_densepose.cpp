#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "golden/masker/golden_picture.hpp"
#include "golden/masker/models.hpp"
#include "golden/masker/recording.hpp"
#include "masker/densepose/anchors.hpp"
#include "masker/densepose/input.hpp"
#include "masker/densepose/paste.hpp"
#include "masker/geometry/linear_resize.hpp"
#include "masker/numbered.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;
using namespace catvton::test;
namespace densepose = catvton::masker::densepose;

namespace {

constexpr std::array<const char*, 4> kImages{"stand_192x256", "odd_131x197", "dress_96x128",
                                             "large_780x1040"};

/// In units of the input's size: boxes are as exact as the deltas that made them.
constexpr double kBoxTolerance = 5e-5;

Image network_image(const Image& photo) {
    const auto image = densepose::reduced_size({photo.width(), photo.height()}, {});
    const auto input = densepose::network_size(image, {});
    return resize(masker::resize_linear(photo, image.width, image.height), input.width,
                  input.height, ResizeFilter::bilinear);
}

void check_input(const GoldenFile& file, const std::string& key, const Image& photo,
                 const Recording& recording) {
    const auto image = densepose::reduced_size({photo.width(), photo.height()}, {});
    if (file.contains(key + ".reduced:png")) {
        const Image reduced = masker::resize_linear(photo, image.width, image.height);
        CHECK(differing_pixels(reduced, golden_rgb(file, key + ".reduced")) == 0);
    }
    const Image resized = network_image(photo);
    const auto shape = file.tensor(key + ".resized.shape").values<std::int32_t>();
    CHECK(shape[0] == resized.height());
    CHECK(shape[1] == resized.width());
    if (file.contains(key + ".resized_rows")) {
        const auto rows = file.tensor(key + ".resized_rows");
        const auto values = rows.values<std::uint8_t>();
        int different = 0;
        for (std::int64_t y = 0; y < rows.shape[0]; ++y) {
            for (int x = 0; x < resized.width(); ++x) {
                for (int c = 0; c < 3; ++c) {
                    const auto at = (y * resized.width() + x) * 3 + c;
                    different += values[static_cast<std::size_t>(at)] !=
                                 resized.row(static_cast<int>(97 * y))[3 * x + 2 - c];
                }
            }
        }
        CHECK(different == 0);
    }
    const auto padded = file.tensor(key + ".padded.shape").values<std::int32_t>();
    CHECK(std::equal(padded.begin(), padded.end(), recording["input"].sizes().begin()));
    check_recorded(file, key + ".input", recording["input"], 12);
}

void check_features(const GoldenFile& file, const std::string& key, const Recording& recording) {
    for (const char* const name :
         {"p2", "p3", "p4", "p5", "p6", "decoder", "rpn.objectness.p2", "rpn.objectness.p3",
          "rpn.objectness.p4", "rpn.objectness.p5", "rpn.objectness.p6", "rpn.deltas.p2",
          "rpn.deltas.p3", "rpn.deltas.p4", "rpn.deltas.p5", "rpn.deltas.p6", "dp_head"}) {
        if (file.contains(key + "." + name + ".stats")) {
            // The DensePose head is recorded whole.
            const bool head = name == std::string_view("dp_head");
            check_recorded(file, key + "." + name, recording[name], head ? 28 : 12);
        }
    }
}

void check_anchors(const GoldenFile& file, const std::string& key, const Recording& recording) {
    for (std::size_t level = 0; level < densepose::kLevels; ++level) {
        const std::string name = masker::numbered("p", level + 2);
        if (!file.contains(key + ".anchors." + name + ".first8")) continue;
        const at::Tensor& features = recording[name];
        const densepose::Anchors anchors(level, features.size(3));
        const auto want = file.tensor(key + ".anchors." + name + ".first8").values<float>();
        for (std::size_t i = 0; i < 8; ++i) {
            const auto box = anchors[static_cast<std::int64_t>(i)];
            CHECK(box.x0 == want[4 * i]);
            CHECK(box.y0 == want[4 * i + 1]);
            CHECK(box.x1 == want[4 * i + 2]);
            CHECK(box.y1 == want[4 * i + 3]);
        }
        const auto count = file.tensor(key + ".anchors." + name + ".count").values<std::int32_t>();
        CHECK(count[0] == features.size(2) * features.size(3) * 3);
    }
}

/// Row of `boxes` (n, 4) nearest to `box` (4), and how far its corners are at most.
std::pair<std::int64_t, double> nearest(const at::Tensor& boxes, const at::Tensor& box) {
    const at::Tensor distances = std::get<0>((boxes - box).abs().max(1));
    const std::int64_t row = distances.argmin().item<std::int64_t>();
    return {row, distances[row].item<double>()};
}

/// Proposals with almost equal scores may swap places, so boxes are matched as a set.
void check_proposals(const GoldenFile& file, const std::string& key, const Recording& recording) {
    const at::Tensor& got = recording["proposals"];
    CHECK(got.size(0) == file.tensor(key + ".proposals.count").values<std::int32_t>()[0]);
    const at::Tensor boxes = golden_tensor(file, key + ".proposals.boxes");
    const at::Tensor objectness = golden_tensor(file, key + ".proposals.objectness");
    const at::Tensor logits = golden_tensor(file, key + ".cls_logits");
    const at::Tensor deltas = golden_tensor(file, key + ".box_deltas");
    const double size = recording["input"].size(3);
    double worst = 0, worst_score = 0, worst_logit = 0, worst_delta = 0;
    for (std::int64_t i = 0; i < boxes.size(0); ++i) {
        const auto [row, distance] = nearest(got.slice(1, 0, 4), boxes[i]);
        const auto error = [&, at_row = row](const at::Tensor& a, const at::Tensor& b) {
            return (a[at_row] - b[i]).abs().max().item<double>();
        };
        worst = std::max(worst, distance);
        worst_score = std::max(worst_score, error(got.select(1, 4), objectness));
        worst_logit = std::max(worst_logit, error(recording["cls_logits"], logits));
        worst_delta = std::max(worst_delta, error(recording["box_deltas"], deltas));
    }
    const auto limit = [](const at::Tensor& t) {
        return kNetworkTolerance * t.abs().max().item<double>();
    };
    CHECK_MESSAGE(worst <= kBoxTolerance * size, key);
    CHECK_MESSAGE(worst_score <= limit(objectness), key);
    CHECK_MESSAGE(worst_logit <= limit(logits), key);
    CHECK_MESSAGE(worst_delta <= limit(deltas), key);
}

/// The first proposals are far apart in score, so their pooled values can be compared by place.
void check_pooled(const GoldenFile& file, const std::string& key, const Recording& recording) {
    if (!file.contains(key + ".box_pooled.first4")) return;
    check_tensor_close(recording["box_pooled"].slice(0, 0, 4).slice(1, 0, 16),
                       golden_tensor(file, key + ".box_pooled.first4"), kNetworkTolerance,
                       key + ".box_pooled");
    check_tensor_close(recording["box_head"].slice(0, 0, 16).slice(1, 0, 64),
                       golden_tensor(file, key + ".box_head.first16"), kNetworkTolerance,
                       key + ".box_head");
}

void check_detections(const GoldenFile& file, const std::string& key,
                      const densepose::Detection& detection, const Recording& recording) {
    const at::Tensor want = golden_tensor(file, key + ".det.boxes_input");
    const at::Tensor scores = golden_tensor(file, key + ".det.scores");
    const at::Tensor& got = recording["detections"];
    REQUIRE(got.size(0) == want.size(0));
    const double size = recording["input"].size(3);
    CHECK((got.slice(1, 0, 4) - want).abs().max().item<double>() <= kBoxTolerance * size);
    CHECK((got.select(1, 4) - scores).abs().max().item<double>() <= kNetworkTolerance);
    CHECK(static_cast<std::int64_t>(detection.people.size()) ==
          golden_tensor(file, key + ".det.boxes").size(0));
    CHECK(detection.person == 0);
}

void check_charts(const GoldenFile& file, const std::string& key, const Recording& recording) {
    const auto check = [&](const char* name, std::int64_t step, const char* stats) {
        const at::Tensor& got = recording[name];
        if (file.contains(key + "." + name)) {
            check_tensor_close(
                got[0].slice(1, 0, std::nullopt, step).slice(2, 0, std::nullopt, step),
                golden_tensor(file, key + "." + name), kNetworkTolerance, key + "." + name);
        }
        // Recorded over all detections; comparable when there is one.
        if (golden_tensor(file, key + ".det.scores").size(0) == 1) {
            check_recorded(file, key + "." + stats, got, 12);
        }
    };
    check("coarse", 1, "coarse_segm");
    check("fine", 2, "fine_segm");
    check("u", 8, "u");
    check("v", 8, "v");
    if (file.contains(key + ".dp_pooled.slice")) {
        check_tensor_close(recording["dp_pooled"][0].slice(0, 0, 8),
                           golden_tensor(file, key + ".dp_pooled.slice"), kNetworkTolerance,
                           key + ".dp_pooled");
    }
}

void check_labels(const GoldenFile& file, const std::string& key, const Image& labels) {
    const int different = differing_pixels(labels, golden_labels(file, key + ".label"));
    MESSAGE(key << ": " << different << " of " << labels.size() << " labels differ");
    CHECK(different >= 0);
    CHECK(different <= static_cast<int>(labels.size() / 5000));
}

}  // namespace

TEST_CASE("DensePose reproduces the recorded detections and labels") {
    const auto file = GoldenFile::open("masker/g7_densepose.safetensors");
    for (const char* const name : kImages) {
        const std::string key = name;
        CAPTURE(key);
        const Image photo = golden_rgb(file, key + ".image");
        Recording recording;
        const auto detection = detector().detect(photo, {}, recording.trace());
        check_input(file, key, photo, recording);
        check_features(file, key, recording);
        check_anchors(file, key, recording);
        check_proposals(file, key, recording);
        check_pooled(file, key, recording);
        check_detections(file, key, detection, recording);
        check_charts(file, key, recording);
        check_labels(file, key, detection.labels);
    }
}
