#include "golden/masker/recording.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/tensor_check.hpp"

namespace catvton::test {

at::Tensor statistics(const at::Tensor& values) {
    const at::Tensor v = values.to(at::kDouble);
    return at::stack({v.mean(), v.std(/*unbiased=*/false), v.min(), v.max(), v.abs().sum()});
}

namespace {

/// Four moments in units of the largest value; the sum of magnitudes relative to itself.
void check_statistics(const at::Tensor& got, const at::Tensor& want, const std::string& what) {
    check_tensor_close(got.slice(0, 0, 4), want.slice(0, 0, 4), kNetworkTolerance, what);
    check_tensor_close(got.slice(0, 4), want.slice(0, 4), kNetworkTolerance, what + " sum");
}

}  // namespace

void check_recorded(const GoldenFile& file, const std::string& key, const at::Tensor& got,
                    std::int64_t column_divisor) {
    bool found = false;
    if (file.contains(key + ".shape")) {
        found = true;
        const auto shape = file.tensor(key + ".shape").values<std::int32_t>();
        CHECK_MESSAGE(std::equal(shape.begin(), shape.end(), got.sizes().begin()), key);
    }
    if (file.contains(key + ".stats")) {
        found = true;
        check_statistics(statistics(got), golden_tensor(file, key + ".stats").to(at::kDouble),
                         key + ".stats");
    }
    if (file.contains(key + ".slice")) {
        found = true;
        const std::int64_t rows = std::max<std::int64_t>(1, got.size(2) / 16);
        const std::int64_t columns = std::max<std::int64_t>(1, got.size(3) / column_divisor);
        const at::Tensor part = got[0]
                                    .slice(0, 0, 8)
                                    .slice(1, 0, std::nullopt, rows)
                                    .slice(2, 0, std::nullopt, columns);
        check_tensor_close(part, golden_tensor(file, key + ".slice"), kNetworkTolerance,
                           key + ".slice");
    }
    CHECK_MESSAGE(found, "nothing is recorded for " << key);
}

}  // namespace catvton::test
