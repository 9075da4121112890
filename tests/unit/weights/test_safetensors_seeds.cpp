#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <string>

#include "support/error_check.hpp"
#include "weights/half.hpp"
#include "weights/shard_index.hpp"
#include "weights/state_dict.hpp"

using namespace catvton;
using weights::DType;
using weights::TensorEntry;

namespace {

const std::filesystem::path kSeeds = std::filesystem::path(CATVTON_TEST_DATA) / "weights";

template <class Value>
Value element(const TensorEntry& entry, std::size_t index) {
    Value value{};
    std::memcpy(&value, entry.data + index * sizeof(Value), sizeof(Value));
    return value;
}

/// Element 0 is 0 and the others are 1, in whatever type.
template <class Value>
bool holds_0_1_1(const TensorEntry& entry) {
    return element<Value>(entry, 0) == Value(0) && element<Value>(entry, 1) == Value(1) &&
           element<Value>(entry, 2) == Value(1);
}

bool holds_0_1_1(const TensorEntry& entry) {
    switch (weights::dtype_size(entry.dtype)) {
        case 1:
            return holds_0_1_1<std::uint8_t>(entry);
        case 2:
            if (entry.dtype == DType::f16)
                return weights::half_to_float(element<std::uint16_t>(entry, 1)) == 1;
            if (entry.dtype == DType::bf16)
                return weights::bfloat16_to_float(element<std::uint16_t>(entry, 1)) == 1;
            return holds_0_1_1<std::uint16_t>(entry);
        case 4:
            return entry.dtype == DType::f32 ? holds_0_1_1<float>(entry)
                                             : holds_0_1_1<std::uint32_t>(entry);
        default:
            return entry.dtype == DType::f64 ? holds_0_1_1<double>(entry)
                                             : holds_0_1_1<std::uint64_t>(entry);
    }
}

}  // namespace

TEST_CASE("safetensors seeds: every type that the format's own library writes") {
    const weights::StateDict state = weights::load_state_dict(kSeeds / "types.safetensors");
    CHECK(state.size() == 15);
    CHECK(state.metadata().at("note") == "caf\u00e9");
    for (int i = 0; i <= static_cast<int>(DType::f64); ++i) {
        const auto dtype = static_cast<DType>(i);
        CAPTURE(std::string(weights::dtype_name(dtype)));
        const TensorEntry* const entry = state.find(weights::dtype_name(dtype));
        REQUIRE(entry);
        CHECK((entry->dtype == dtype));
        CHECK((entry->shape == std::vector<std::int64_t>{1, 3}));
        CHECK(holds_0_1_1(*entry));
    }
    CHECK(state.find("scalar")->shape.empty());
    CHECK(element<float>(*state.find("scalar"), 0) == 7);
    CHECK((state.find("empty")->shape == std::vector<std::int64_t>{0, 4}));
}

TEST_CASE("safetensors seeds: 8-bit floats are named as unsupported") {
    test::check_error(ErrorCode::unsupported_format, "'eight' has dtype F8_E4M3",
                      [] { weights::load_state_dict(kSeeds / "float8.safetensors"); });
}

TEST_CASE("safetensors seeds: shards") {
    const weights::StateDict state =
        weights::load_sharded(kSeeds / "sharded.safetensors.index.json");
    CHECK(state.size() == 3);
    CHECK(element<float>(*state.find("first"), 3) == 3);
    CHECK(element<float>(*state.find("third"), 2) == 2);
}
