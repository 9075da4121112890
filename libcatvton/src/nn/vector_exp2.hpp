#pragma once

#include <cstdint>

namespace catvton::nn {

namespace {

/// 2^x in place, within 2 units in the last place, for x <= 126; below -126 it stays 2^-126. NaN
/// stays NaN (the comparison is written for that), so that a broken model is noticed. Integers: as
/// many std::int32_t as the vector has floats.
template <class Integers, class Vector>
__attribute__((always_inline)) inline void raise_two_to(Vector& x) {
    const Vector lowest = Vector{} - 126.0f;
    constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
    x = lowest > x ? lowest : x;
    const Vector shifted = x + kRound;
    const Vector r = x - (shifted - kRound);  // -0.5 .. 0.5
    Vector p = r * 1.535336188319500e-4f + 1.339887440266574e-3f;
    p = p * r + 9.618437357674640e-3f;
    p = p * r + 5.550332471162809e-2f;
    p = p * r + 2.402264791363012e-1f;
    p = p * r + 6.931472028550421e-1f;
    p = p * r + 1.0f;
    // The integer is in the low bits of `shifted`: it goes to the exponent of the result.
    const Integers exponent = __builtin_bit_cast(Integers, shifted) << 23;
    x = __builtin_bit_cast(Vector, __builtin_bit_cast(Integers, p) + exponent);
}

}  // namespace

}  // namespace catvton::nn
