#include "weights/half.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace catvton::weights;

TEST_CASE("every half survives the way to float and back") {
    for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = half_to_float(half);
        if (std::isnan(value)) {
            CHECK(std::isnan(half_to_float(float_to_half(value))));
        } else {
            CHECK(float_to_half(value) == half);
        }
        const float brain = bfloat16_to_float(half);
        if (std::isnan(brain)) {
            CHECK(std::isnan(bfloat16_to_float(float_to_bfloat16(brain))));
        } else {
            CHECK(float_to_bfloat16(brain) == half);
        }
    }
}

TEST_CASE("rounding is to nearest, ties to even") {
    CHECK(half_to_float(float_to_half(1.0f + 0x1p-11f)) == 1.0f);
    CHECK(half_to_float(float_to_half(1.0f + 3 * 0x1p-11f)) == 1.0f + 0x1p-9f);
    CHECK(half_to_float(float_to_half(65519.0f)) == 65504.0f);
    CHECK(half_to_float(float_to_half(65520.0f)) == std::numeric_limits<float>::infinity());
    CHECK(half_to_float(float_to_half(0x1p-25f)) == 0.0f);
    CHECK(half_to_float(float_to_half(0x1.8p-25f)) == 0x1p-24f);
    CHECK(half_to_float(float_to_half(-0x1.FF8p-15f)) == -0x1.FF8p-15f);
    CHECK(bfloat16_to_float(float_to_bfloat16(1.0f + 0x1p-8f)) == 1.0f);
    CHECK(bfloat16_to_float(float_to_bfloat16(1.0f + 3 * 0x1p-8f)) == 1.0f + 0x1p-6f);
}
