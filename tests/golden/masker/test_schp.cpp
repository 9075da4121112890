#include <doctest/doctest.h>

#include <array>
#include <cstring>

#include "golden/masker/golden_picture.hpp"
#include "golden/masker/models.hpp"
#include "golden/masker/recording.hpp"
#include "masker/geometry/affine.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

constexpr std::array<const char*, 3> kImages{"stand_192x256", "odd_131x197", "dress_96x128"};

struct Kind {
    const char* name;
    int size;
    const masker::schp::Parser& (*parser)();
};
constexpr std::array<Kind, 2> kKinds{{{"atr", 512, atr_parser}, {"lip", 473, lip_parser}}};

void check_placement(const GoldenFile& file, const std::string& key, const Image& image, int size) {
    const auto placement = masker::schp::place(image.width(), image.height(), size);
    const auto same = [&](const char* name, const masker::Affine& got) {
        const auto want = file.tensor(key + name).values<double>();
        CHECK_MESSAGE(std::memcmp(want.data(), got.data(), sizeof(got)) == 0, key << name);
    };
    same(".affine", placement.to_input);
    same(".affine_back", placement.to_photo);
    const auto center = file.tensor(key + ".center").values<float>();
    CHECK(center[0] == placement.center.x);
    CHECK(center[1] == placement.center.y);
    CHECK(file.tensor(key + ".scale").values<float>()[0] == placement.scale);
    if (file.contains(key + ".warped:png")) {
        const masker::WarpMap map(placement.to_input, size, size);
        CHECK_MESSAGE(
            differing_pixels(warp_image(image, map), golden_rgb(file, key + ".warped")) == 0, key);
    }
}

void check_full_logits(const GoldenFile& file, const std::string& key, const at::Tensor& logits,
                       const Image& image, int size) {
    const at::Tensor want = golden_tensor(file, key + ".full_logits.sub");
    const masker::schp::LogitSampler sampler(
        logits, masker::schp::place(image.width(), image.height(), size), size, image.width(),
        image.height());
    at::Tensor got = at::empty_like(want);
    for (std::int64_t y = 0; y < want.size(0); ++y) {
        for (std::int64_t x = 0; x < want.size(1); ++x) {
            sampler.sample(static_cast<int>(8 * x), static_cast<int>(8 * y),
                           got[y][x].mutable_data_ptr<float>());
        }
    }
    check_tensor_close(got, want, kNetworkTolerance, key + ".full_logits");
}

void check_logits(const GoldenFile& file, const std::string& key, const at::Tensor& logits) {
    const at::Tensor want = golden_tensor(file, key + ".logits");
    const bool whole = want.size(1) == logits.size(2);
    const std::int64_t step = whole ? 1 : 4;
    check_tensor_close(logits[0].slice(1, 0, std::nullopt, step).slice(2, 0, std::nullopt, step),
                       want, kNetworkTolerance, key + ".logits");
    check_recorded(file, key + ".logits", logits, 16);
}

/// margin_hist[2]: pixels whose two best logits differ by less than 1e-4.
void check_labels(const GoldenFile& file, const std::string& key, const Image& labels) {
    const int different = differing_pixels(labels, golden_labels(file, key + ".label"));
    const int undecided = file.tensor(key + ".margin_hist").values<std::int32_t>()[2];
    MESSAGE(key << ": " << different << " of " << labels.size() << " labels differ (" << undecided
                << " pixels are undecided within 1e-4)");
    CHECK(different >= 0);
    CHECK(different <= undecided);
}

}  // namespace

TEST_CASE("SCHP reproduces the recorded parses") {
    const auto file = GoldenFile::open("masker/g6_schp.safetensors");
    const auto pictures = GoldenFile::open("masker/e2e_automasker.safetensors");
    for (const char* const image_name : kImages) {
        const Image image = golden_rgb(pictures, std::string(image_name) + ".image");
        for (const Kind& kind : kKinds) {
            const std::string key = std::string(image_name) + "." + kind.name;
            if (!file.contains(key + ".label")) continue;
            check_placement(file, key, image, kind.size);
            Recording recording;
            const Image labels = kind.parser().parse(image, false, recording.trace());
            check_recorded(file, key + ".input", recording["input"], 16);
            if (file.contains(key + ".input.rows")) {
                check_tensor_close(recording["input"][0].slice(1, 0, std::nullopt, 64),
                                   golden_tensor(file, key + ".input.rows"), 1e-7, key + ".rows");
            }
            for (const char* const name : {"conv1", "stem", "layer1", "layer2", "layer3", "layer4",
                                           "psp", "decoder", "edge", "fusion_norm"}) {
                if (!file.contains(key + "." + name + ".stats")) continue;
                check_recorded(file, key + "." + name, recording[name], 16);
            }
            check_logits(file, key, recording["logits"]);
            if (file.contains(key + ".full_logits.sub")) {
                check_full_logits(file, key, recording["logits"], image, kind.size);
            }
            check_labels(file, key, labels);
        }
    }
}
