#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

#include "golden/masker/golden_picture.hpp"
#include "masker/mask_ops/assembly.hpp"

using namespace catvton;
using catvton::test::differing_pixels;
using catvton::test::golden_labels;

namespace {

constexpr std::array<std::pair<const char*, ClothType>, 5> kTypes{{{"upper", ClothType::upper},
                                                                   {"lower", ClothType::lower},
                                                                   {"overall", ClothType::overall},
                                                                   {"inner", ClothType::inner},
                                                                   {"outer", ClothType::outer}}};

std::set<std::string> case_names(const test::GoldenFile& file) {
    std::set<std::string> names;
    for (const std::string& name : file.names()) names.insert(name.substr(0, name.find('.')));
    return names;
}

masker::LabelMaps maps_of(const test::GoldenFile& file, const std::string& name) {
    return {golden_labels(file, name + ".densepose"), golden_labels(file, name + ".atr"),
            golden_labels(file, name + ".lip")};
}

/// The recorded steps in the order of computation, so that the first failure names the culprit.
void check_steps(const test::GoldenFile& file, const std::string& prefix,
                 const masker::AssemblyTrace& trace) {
    const std::array<std::pair<const char*, const Image*>, 12> steps{
        {{"hands", &trace.hands},
         {"hands_dilated", &trace.hands_dilated},
         {"strong_protect", &trace.strong_protect},
         {"dense_part", &trace.dense_part},
         {"dense_quarter", &trace.dense_quarter},
         {"dense_quarter_dilated", &trace.dense_quarter_dilated},
         {"dense_full", &trace.dense_full},
         {"hull_input", &trace.hull_input},
         {"hull", &trace.hull},
         {"blur_input", &trace.blur_input},
         {"blurred", &trace.blurred},
         {"before_last_dilation", &trace.before_last_dilation}}};
    for (const auto& [name, got] : steps) {
        const std::string key = prefix + "." + name;
        if (!file.contains(key) && !file.contains(key + ":png")) continue;
        Image want = golden_labels(file, key);
        // Some steps are recorded as 0/255.
        const std::string step = name;
        if (step != "blurred") {
            for (std::size_t i = 0; i < want.size(); ++i) want.data()[i] = want.data()[i] != 0;
        }
        CHECK_MESSAGE(differing_pixels(*got, want) == 0, key);
    }
}

}  // namespace

TEST_CASE("masks from recorded label maps are bit-exact, step by step") {
    const auto file = test::GoldenFile::open("masker/g8_mask.safetensors");
    int masks = 0;
    for (const std::string& name : case_names(file)) {
        const masker::LabelMaps maps = maps_of(file, name);
        masker::check_maps(maps);
        for (const auto& [type_name, type] : kTypes) {
            const std::string prefix = name + "." + type_name;
            masker::AssemblyTrace trace;
            const Image mask = masker::assemble_mask(maps, type, MaskFit::standard, &trace);
            check_steps(file, prefix, trace);
            CHECK_MESSAGE(differing_pixels(mask, golden_labels(file, prefix + ".mask")) == 0,
                          prefix);
            ++masks;
        }
    }
    CHECK(masks == 115);
}

TEST_CASE("masks of the end-to-end maps are bit-exact") {
    const auto file = test::GoldenFile::open("masker/e2e_automasker.safetensors");
    for (const std::string name : {"stand_192x256", "dress_96x128"}) {
        const masker::LabelMaps maps = maps_of(file, name);
        for (const auto& [type_name, type] : kTypes) {
            const std::string prefix = name + "." + type_name;
            CHECK_MESSAGE(differing_pixels(masker::assemble_mask(maps, type),
                                           golden_labels(file, prefix + ".mask")) == 0,
                          prefix);
        }
    }
}
