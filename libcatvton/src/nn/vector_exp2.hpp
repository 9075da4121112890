#pragma once

#include <cstdint>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace catvton::nn {

namespace {

/// 2^x in place, within 3 units in the last place, by polynomials of Remez' algorithm; below 2^-126
/// and above 2^127 it ends, or comes near. NaN stays NaN (the comparisons are written for that), so
/// that a broken model is noticed. Integers: as many std::int32_t as the vector has floats.
template <class Integers, class Vector>
__attribute__((always_inline)) inline void raise_two_to(Vector& x) {
#if defined(__AVX512F__)
    if constexpr (sizeof(Vector) == sizeof(__m512)) {
        // Masked ones, since GCC warns of the others' unused operand.
        constexpr __mmask16 kAll = 0xffff;
        const __m512 exponent = _mm512_maskz_roundscale_ps(kAll, __builtin_bit_cast(__m512, x), 8);
        // Where the exponent costs little the polynomial counts: this one is within 1e-7.
        const Vector r = x - __builtin_bit_cast(Vector, exponent);
        Vector p = r * 1.326472679187897e-3f + 9.671512717816464e-3f;
        p = p * r + 5.550733745053538e-2f;
        p = p * r + 2.402224208397195e-1f;
        p = p * r + 6.931469775977066e-1f;
        p = p * r + 1.0f;
        x = __builtin_bit_cast(
            Vector, _mm512_maskz_scalef_ps(kAll, __builtin_bit_cast(__m512, p), exponent));
        return;
    }
#endif
    const Vector lowest = Vector{} - 126.0f, highest = Vector{} + 127.0f;
    constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
    x = lowest > x ? lowest : x;
    x = highest < x ? highest : x;
    const Vector shifted = x + kRound;
    const Vector r = x - (shifted - kRound);  // -0.5 .. 0.5
    Vector p = r * 1.535336178740240e-4f + 1.339887451536717e-3f;
    p = p * r + 9.618437358973251e-3f;
    p = p * r + 5.550332470841730e-2f;
    p = p * r + 2.402264791360836e-1f;
    p = p * r + 6.931472028552226e-1f;
    p = p * r + 1.0f;
    // The integer is in the low bits of `shifted`: it goes to the exponent of the result.
    const Integers exponent = __builtin_bit_cast(Integers, shifted) << 23;
    x = __builtin_bit_cast(Vector, __builtin_bit_cast(Integers, p) + exponent);
}

}  // namespace

}  // namespace catvton::nn
