#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "masker/densepose/anchors.hpp"
#include "masker/densepose/box.hpp"
#include "masker/densepose/input.hpp"
#include "masker/densepose/paste.hpp"

using namespace catvton;
using namespace catvton::masker::densepose;

TEST_CASE("anchors lie on the cells' corners in the order row, column, shape") {
    const Anchors anchors(1, 3);
    CHECK(anchors[1].x0 == -32.0f);
    CHECK(anchors[1].y1 == 32.0f);
    CHECK(anchors[0].width() > anchors[0].height());
    CHECK(anchors[2].width() < anchors[2].height());
    CHECK(anchors[0].area() == doctest::Approx(64.0 * 64.0));
    CHECK(anchors[3 * 4 + 1].x0 == 8.0f - 32.0f);  // cell 4: row 1, column 1
    CHECK(anchors[3 * 4 + 1].y0 == 8.0f - 32.0f);
}

TEST_CASE("deltas move, scale, and are limited") {
    const Box anchor{10, 20, 30, 60};
    const float none[4] = {0, 0, 0, 0};
    const Box same = apply_deltas(anchor, none, kDetectionWeights);
    CHECK(same.x0 == 10.0f);
    CHECK(same.y1 == 60.0f);
    const float shift[4] = {1, -1, 0, 0};
    CHECK(apply_deltas(anchor, shift, kProposalWeights).x0 == 30.0f);
    CHECK(apply_deltas(anchor, shift, kDetectionWeights).y0 == 16.0f);
    const float huge[4] = {0, 0, 100, 0};
    CHECK(apply_deltas(anchor, huge, kProposalWeights).width() ==
          doctest::Approx(20 * 1000.0 / 16));
}

TEST_CASE("overlap is symmetric, 1 for equal boxes and 0 for distant or empty ones") {
    const Box a{0, 0, 10, 10}, b{5, 0, 15, 10}, far{20, 20, 30, 30}, empty{3, 3, 3, 3};
    CHECK(overlap(a, a) == 1.0f);
    CHECK(overlap(a, b) == doctest::Approx(1.0 / 3));
    CHECK(overlap(a, b) == overlap(b, a));
    CHECK(overlap(a, far) == 0.0f);
    CHECK(overlap(empty, empty) == 0.0f);
}

TEST_CASE("suppression keeps the best of overlapping boxes; at the threshold both stay") {
    const std::vector<ScoredBox> boxes{{{0, 0, 10, 10}, 0.9f},
                                       {{1, 0, 11, 10}, 0.8f},
                                       {{0, 0, 10, 5}, 0.7f},
                                       {{50, 0, 60, 10}, 0.1f}};
    const auto kept = suppress(boxes, 0.5f);
    REQUIRE(kept.size() == 3);
    CHECK(kept[1].score == 0.7f);  // overlap exactly 0.5
    CHECK(kept[2].score == 0.1f);
    CHECK(suppress({}, 0.5f).empty());
}

TEST_CASE("boxes are clipped; empty and undefined ones are recognised") {
    const Box box = clipped({-5, -5, 200, 50}, 100, 80);
    CHECK(box.x0 == 0.0f);
    CHECK(box.x1 == 100.0f);
    CHECK(box.positive());
    CHECK_FALSE(clipped({120, 0, 150, 50}, 100, 80).positive());
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK_FALSE(Box{nan, 0, 1, 1}.positive());
}

TEST_CASE("input sizes follow the short and the long side") {
    const Config config;
    CHECK(reduced_size({768, 1024}, config) == Size{768, 1024});
    CHECK(reduced_size({1500, 2000}, config) == Size{768, 1024});
    CHECK(reduced_size({64, 4096}, config) == Size{16, 1024});
    CHECK(network_size({768, 1024}, config) == Size{800, 1067});
    CHECK(network_size({192, 256}, config) == Size{800, 1067});
    CHECK(network_size({16, 1024}, config) == Size{21, 1333});
    CHECK(network_size({100, 100}, config) == Size{800, 800});
}

TEST_CASE("pixel boxes cut towards zero and pasting stays inside") {
    const PixelBox box = PixelBox::from({1.9f, 2.2f, 4.0f, 2.9f});
    CHECK(box.x == 1);
    CHECK(box.width == 2);
    CHECK(box.empty());
    Image labels(4, 4, 1), map(5, 5, 1);
    for (std::size_t i = 0; i < labels.size(); ++i) labels.data()[i] = 7;
    paste(labels, 3, 3, map);
    CHECK(map.row(4)[4] == 7);
    CHECK(map.row(2)[2] == 0);
}
