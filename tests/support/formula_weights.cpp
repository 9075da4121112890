#include "support/formula_weights.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <numeric>

namespace catvton::test {

namespace {

std::uint32_t crc32(std::string_view text) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> rows{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit) {
                value = (value & 1u) ? (value >> 1) ^ 0xEDB88320u : value >> 1;
            }
            rows[i] = value;
        }
        return rows;
    }();
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char c : text) {
        crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFFu] ^ (crc >> 8);
    }
    return ~crc;
}

/// MurmurHash3's finaliser.
std::uint32_t mix(std::uint32_t x) {
    x ^= x >> 16;
    x *= 0x85EBCA6Bu;
    x ^= x >> 13;
    x *= 0xC2B2AE35u;
    return x ^ (x >> 16);
}

std::size_t count_of(const std::vector<std::int64_t>& shape) {
    return static_cast<std::size_t>(
        std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
}

float signed_unit(float u) { return (u - 0.5f) * 2.0f; }

float limit_of(const std::vector<std::int64_t>& shape) {
    double fan_in = 1.0;
    for (std::size_t i = 1; i < shape.size(); ++i) fan_in *= static_cast<double>(shape[i]);
    return static_cast<float>(std::sqrt(3.0 / fan_in));
}

}  // namespace

std::vector<float> formula_unit(std::string_view name, std::size_t count, std::string_view salt) {
    const std::uint32_t hash = crc32(std::string(salt) + ":" + std::string(name));
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t x = mix(hash + static_cast<std::uint32_t>(i) * 0x9E3779B1u);
        values[i] = static_cast<float>(x >> 8) * 0x1p-24f;
    }
    return values;
}

std::vector<float> formula_values(std::string_view name, const std::vector<std::int64_t>& shape,
                                  std::string_view salt) {
    if (name.ends_with("num_batches_tracked")) return std::vector<float>(count_of(shape), 0.0f);
    std::vector<float> values = formula_unit(name, count_of(shape), salt);
    const auto apply = [&](auto&& rule) {
        for (float& value : values) value = rule(value);
    };
    if (name.ends_with("running_var")) {
        apply([](float u) { return 0.5f + u; });
    } else if (name.ends_with("running_mean")) {
        apply([](float u) { return signed_unit(u) * 0.1f; });
    } else if (shape.size() >= 2) {
        apply([limit = limit_of(shape)](float u) { return signed_unit(u) * limit; });
    } else if (name.ends_with("bias")) {
        apply([](float u) { return signed_unit(u) * 0.05f; });
    } else {
        apply([](float u) { return 1.0f + signed_unit(u) * 0.1f; });
    }
    return values;
}

std::vector<float> formula_noise(const std::string& name, const std::vector<std::int64_t>& shape,
                                 std::string_view salt) {
    std::vector<float> total(count_of(shape), 0.0f);
    for (int k = 0; k < 4; ++k) {
        const std::vector<float> unit =
            formula_unit(name + "#" + std::to_string(k), total.size(), salt);
        for (std::size_t i = 0; i < total.size(); ++i) total[i] += unit[i] - 0.5f;
    }
    const float scale = static_cast<float>(std::sqrt(3.0));
    for (float& value : total) value *= scale;
    return total;
}

}  // namespace catvton::test
