#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "catvton/error.hpp"
#include "masker/mask_ops/assembly.hpp"
#include "masker/mask_ops/gaussian_blur.hpp"
#include "masker/mask_ops/quarter_map.hpp"
#include "masker/mask_ops/refine.hpp"
#include "unit/masker/random_image.hpp"

using namespace catvton;
using namespace catvton::masker;

namespace {

LabelMaps empty_maps(int width, int height) {
    return {Image(width, height, 1), Image(width, height, 1), Image(width, height, 1)};
}

void fill_box(Image& map, int x0, int y0, int x1, int y1, std::uint8_t label) {
    for (int y = y0; y < y1; ++y) std::fill(map.row(y) + x0, map.row(y) + x1, label);
}

/// Torso in a shirt, at the given place.
void add_person(LabelMaps& maps, int x, int y, int width, int height) {
    fill_box(maps.densepose, x, y, x + width, y + height, 2);
    fill_box(maps.atr, x, y, x + width, y + height, 4);
    fill_box(maps.lip, x, y, x + width, y + height, 5);
}

std::ptrdiff_t masked(const Image& mask) {
    return std::count(mask.data(), mask.data() + mask.size(), 255);
}

ErrorCode code_of(const LabelMaps& maps) {
    try {
        check_maps(maps);
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

}  // namespace

TEST_CASE("the quarter map rounds half to even and has at least one pixel") {
    for (const auto& [side, quarter] : {std::pair{1, 1},
                                        {2, 1},
                                        {3, 1},
                                        {4, 1},
                                        {6, 2},
                                        {7, 2},
                                        {10, 2},
                                        {14, 4},
                                        {131, 33},
                                        {197, 49}}) {
        CHECK_MESSAGE(shrink_to_quarter(Image(side, 8, 1)).width() == quarter, side);
        CHECK(shrink_to_quarter(Image(8, side, 1)).height() == quarter);
    }
    Image ramp(8, 1, 1);
    std::iota(ramp.data(), ramp.data() + 8, std::uint8_t{0});
    const Image quarter = shrink_to_quarter(ramp);
    CHECK(quarter.data()[0] == 0);
    CHECK(quarter.data()[1] == 4);
}

TEST_CASE("enlarging crops, or repeats the last pixel") {
    Image quarter(2, 1, 1);
    quarter.data()[1] = 9;
    const Image wide = enlarge_from_quarter(quarter, 11, 3);
    CHECK(wide.row(2)[3] == 0);
    CHECK(wide.row(2)[4] == 9);
    CHECK(wide.row(2)[10] == 9);
    CHECK(enlarge_from_quarter(quarter, 5, 1).width() == 5);
}

TEST_CASE("blur kernels sum to one and are symmetric") {
    for (int size = 1; size <= 181; size += 2) {
        const auto kernel = fixed_point_gaussian(size);
        CHECK(std::accumulate(kernel.begin(), kernel.end(), 0u) == 256);
        CHECK(std::equal(kernel.begin(), kernel.end(), kernel.rbegin()));
    }
}

TEST_CASE("a blur keeps a constant image, also when the kernel is larger") {
    for (const auto& [width, height] : test::kOddSizes) {
        Image image(width, height, 1);
        std::fill(image.data(), image.data() + image.size(), std::uint8_t{255});
        CHECK(fixed_point_blur(image, 41) == image);
    }
}

TEST_CASE("masks of any size, with nothing, something and everything in the maps") {
    for (const ClothType type : {ClothType::upper, ClothType::lower, ClothType::overall,
                                 ClothType::inner, ClothType::outer}) {
        for (const auto& [width, height] : test::kOddSizes) {
            CHECK(masked(assemble_mask(empty_maps(width, height), type)) == 0);
            LabelMaps all = empty_maps(width, height);
            add_person(all, 0, 0, width, height);
            const Image mask = assemble_mask(all, type);
            CHECK(mask.width() == width);
            CHECK(mask.height() == height);
        }
    }
    LabelMaps shirt = empty_maps(131, 197);
    add_person(shirt, 40, 60, 50, 80);
    CHECK(masked(assemble_mask(shirt, ClothType::upper)) >= 50 * 80);
}

TEST_CASE("hands alone are protected and give no mask") {
    LabelMaps maps = empty_maps(101, 67);
    fill_box(maps.densepose, 20, 20, 40, 40, 3);
    fill_box(maps.atr, 20, 20, 40, 40, 14);
    fill_box(maps.lip, 20, 20, 40, 40, 14);
    CHECK(masked(assemble_mask(maps, ClothType::upper)) == 0);
}

TEST_CASE("people at the border and many people") {
    LabelMaps corner = empty_maps(333, 251);
    add_person(corner, 0, 0, 60, 90);
    add_person(corner, 273, 161, 60, 90);
    const Image mask = assemble_mask(corner, ClothType::upper);
    CHECK(mask.row(0)[0] == 255);
    CHECK(mask.row(250)[332] == 255);
    LabelMaps ten = empty_maps(1001, 201);
    for (int i = 0; i < 10; ++i) add_person(ten, 100 * i + 10, 50, 60, 100);
    CHECK(masked(assemble_mask(ten, ClothType::upper)) >= 10 * 60 * 100);
}

TEST_CASE("a tight mask lies within the standard one, a loose one around it") {
    LabelMaps maps = empty_maps(240, 320);
    add_person(maps, 60, 80, 40, 150);
    add_person(maps, 60, 200, 140, 30);
    const Image tight = assemble_mask(maps, ClothType::upper, MaskFit::tight);
    const Image standard = assemble_mask(maps, ClothType::upper, MaskFit::standard);
    const Image loose = assemble_mask(maps, ClothType::upper, MaskFit::loose);
    CHECK(masked(tight) < masked(standard));
    CHECK(masked(standard) < masked(loose));
    for (std::size_t i = 0; i < standard.size(); ++i) {
        CHECK(tight.data()[i] <= standard.data()[i]);
        CHECK(standard.data()[i] <= loose.data()[i]);
    }
}

TEST_CASE("maps that do not fit are named") {
    LabelMaps maps = empty_maps(10, 12);
    CHECK_NOTHROW(check_maps(maps));
    maps.lip = Image(10, 11, 1);
    CHECK(code_of(maps) == ErrorCode::invalid_argument);
    CHECK_THROWS_WITH_AS(check_maps(maps),
                         "the lip map is 10x11 but the densepose map is 10x12: sizes must be equal",
                         Error);
    maps.lip = Image(10, 12, 1);
    maps.atr.row(3)[3] = 18;
    CHECK_THROWS_WITH_AS(
        check_maps(maps),
        "the atr map holds the label 18; labels are 0..17. Pass label indices, not colours", Error);
    maps.atr = Image(10, 12, 3);
    CHECK(code_of(maps) == ErrorCode::invalid_argument);
}

TEST_CASE("drawn masks, growing and feathering work in this order") {
    Image mask(40, 30, 1);
    fill_box(mask, 10, 10, 20, 20, 255);
    MaskOptions options;
    options.grow = 3;
    CHECK(masked(refine(mask, options)) == 16 * 16);
    options.grow = -2;
    CHECK(masked(refine(mask, options)) == 6 * 6);
    options.grow = -6;
    CHECK(masked(refine(mask, options)) == 0);

    Image add(40, 30, 1), subtract(40, 30, 3);
    fill_box(add, 30, 0, 40, 10, 128);
    std::fill(subtract.row(0) + 3 * 35, subtract.row(0) + 3 * 40, std::uint8_t{200});
    options.grow = 0;
    options.user_add = add;
    options.user_subtract = subtract;
    CHECK(masked(refine(mask, options)) == 100 + 100 - 5);

    options.feather = 2;
    const Image soft = refine(mask, options);
    CHECK(std::any_of(soft.data(), soft.data() + soft.size(),
                      [](std::uint8_t value) { return value > 0 && value < 255; }));
    CHECK_THROWS_WITH_AS(check_drawn_masks(options, 41, 30),
                         "user_add is 40x30, must be of the photo's size 41x30", Error);
}
