#include "unit/weights/pickle/seed_values.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "weights/half.hpp"

namespace catvton::test {

using weights::DType;

namespace {

template <class T>
T read_as(const std::byte* data) {
    T value;
    std::memcpy(&value, data, sizeof value);
    return value;
}

double element(DType dtype, const std::byte* data) {
    switch (dtype) {
        case DType::boolean:
        case DType::u8:
            return read_as<std::uint8_t>(data);
        case DType::i8:
            return read_as<std::int8_t>(data);
        case DType::i16:
            return read_as<std::int16_t>(data);
        case DType::i32:
            return read_as<std::int32_t>(data);
        case DType::i64:
            return static_cast<double>(read_as<std::int64_t>(data));
        case DType::f16:
            return weights::half_to_float(read_as<std::uint16_t>(data));
        case DType::bf16:
            return weights::bfloat16_to_float(read_as<std::uint16_t>(data));
        case DType::f32:
            return read_as<float>(data);
        case DType::f64:
            return read_as<double>(data);
        default:
            FAIL("no such dtype in a pickle");
            return 0;
    }
}

}  // namespace

std::string seed_path(const std::string& name) {
    return std::string(CATVTON_TEST_DATA) + "/weights/" + name;
}

std::string read_seed(const std::string& name) {
    std::ifstream file(seed_path(name), std::ios::binary);
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> seed_names() {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(seed_path(""))) {
        const std::string kind = file.path().extension();
        if (kind == ".bin" || kind == ".pth" || kind == ".pkl")
            names.push_back(file.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<double> values_of(const weights::TensorEntry& entry) {
    std::vector<double> values;
    const std::size_t size = weights::dtype_size(entry.dtype);
    for (std::size_t at = 0; at < entry.bytes; at += size)
        values.push_back(element(entry.dtype, entry.data + at));
    return values;
}

void check_tensor(const weights::StateDict& state, const std::string& name,
                  const std::string& dtype, const std::vector<std::int64_t>& shape,
                  const std::vector<double>& values) {
    INFO("tensor: ", name);
    const weights::TensorEntry* const entry = state.find(name);
    REQUIRE(entry != nullptr);
    CHECK(std::string(weights::dtype_name(entry->dtype)) == dtype);
    CHECK((entry->shape == shape));
    CHECK((values_of(*entry) == values));
}

std::vector<double> ramp(std::size_t count, double start) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = start + static_cast<double>(i);
    return values;
}

}  // namespace catvton::test
