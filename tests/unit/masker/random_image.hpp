#pragma once

#include <array>
#include <random>
#include <utility>

#include "catvton/image.hpp"

namespace catvton::test {

/// Sizes that hit ends, rests and degenerate shapes.
inline constexpr std::array<std::pair<int, int>, 8> kOddSizes{
    {{1, 1}, {1, 9}, {9, 1}, {2, 2}, {3, 5}, {17, 4}, {31, 33}, {64, 7}}};

/// 0/1, one pixel of `every` set on average.
inline Image sparse_image(int width, int height, unsigned every, unsigned seed) {
    std::mt19937 generator(seed);
    Image image(width, height, 1);
    for (std::size_t i = 0; i < image.size(); ++i) image.data()[i] = generator() % every == 0;
    return image;
}

/// Noise in all channels.
inline Image noise_image(int width, int height, int channels, unsigned seed) {
    std::mt19937 generator(seed);
    Image image(width, height, channels);
    for (std::size_t i = 0; i < image.size(); ++i) {
        image.data()[i] = static_cast<std::uint8_t>(generator());
    }
    return image;
}

}  // namespace catvton::test
