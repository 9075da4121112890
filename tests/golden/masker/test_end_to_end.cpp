#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>

#include "golden/masker/golden_picture.hpp"
#include "golden/masker/models.hpp"
#include "masker/mask_ops/assembly.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

constexpr std::array<std::pair<const char*, ClothType>, 5> kTypes{{{"upper", ClothType::upper},
                                                                   {"lower", ClothType::lower},
                                                                   {"overall", ClothType::overall},
                                                                   {"inner", ClothType::inner},
                                                                   {"outer", ClothType::outer}}};

/// At most 0.02 % of a label map may differ: pixels where two labels tie.
void check_labels(const Image& got, const Image& want, const std::string& what) {
    const int different = differing_pixels(got, want);
    MESSAGE(what << ": " << different << " labels differ");
    CHECK(different >= 0);
    CHECK(different <= static_cast<int>(want.size() / 5000));
}

}  // namespace

TEST_CASE("a photo gives the recorded label maps and masks") {
    const auto file = GoldenFile::open("masker/e2e_automasker.safetensors");
    for (const std::string name : {"stand_192x256", "dress_96x128", "odd_131x197"}) {
        const Image photo = golden_rgb(file, name + ".image");
        const masker::LabelMaps maps{detector().detect(photo).labels, atr_parser().parse(photo),
                                     lip_parser().parse(photo)};
        check_labels(maps.densepose, golden_labels(file, name + ".densepose"), name + ".densepose");
        check_labels(maps.atr, golden_labels(file, name + ".atr"), name + ".atr");
        check_labels(maps.lip, golden_labels(file, name + ".lip"), name + ".lip");
        for (const auto& [type_name, type] : kTypes) {
            const std::string key = name + "." + type_name + ".mask";
            const Image mask = masker::assemble_mask(maps, type);
            CHECK(mask.width() == photo.width());
            // The reference cannot mask sides that are no multiples of 4.
            if (!file.contains(key)) continue;
            const int different = differing_pixels(mask, golden_labels(file, key));
            MESSAGE(key << ": " << different << " of " << mask.size() << " pixels differ");
            CHECK(different >= 0);
            CHECK(different <= static_cast<int>(mask.size() / 5000));
        }
    }
}
