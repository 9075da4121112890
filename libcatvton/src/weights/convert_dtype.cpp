#include "weights/convert_dtype.hpp"

#include <cstdint>
#include <cstring>

#include "weights/half.hpp"

namespace catvton::weights {

namespace {

template <class Value>
Value load(const std::byte* from) {
    Value value{};
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class Value>
void store(std::byte* to, Value value) {
    std::memcpy(to, &value, sizeof value);
}

float read_element(const std::byte* from, DType dtype) {
    switch (dtype) {
        case DType::f16:
            return half_to_float(load<std::uint16_t>(from));
        case DType::bf16:
            return bfloat16_to_float(load<std::uint16_t>(from));
        case DType::f64:
            return static_cast<float>(load<double>(from));
        default:
            return load<float>(from);
    }
}

void write_element(std::byte* to, float value, DType dtype) {
    switch (dtype) {
        case DType::f16:
            return store(to, float_to_half(value));
        case DType::bf16:
            return store(to, float_to_bfloat16(value));
        default:
            return store(to, value);
    }
}

}  // namespace

bool is_floating(DType dtype) noexcept {
    return dtype == DType::f16 || dtype == DType::bf16 || dtype == DType::f32 ||
           dtype == DType::f64;
}

void convert_elements(const TensorEntry& entry, std::size_t first, std::size_t count, DType dtype,
                      std::span<std::byte> target) {
    const std::size_t from_size = dtype_size(entry.dtype), to_size = dtype_size(dtype);
    const std::byte* const from = entry.data + first * from_size;
    for (std::size_t i = 0; i < count; ++i) {
        write_element(target.data() + i * to_size, read_element(from + i * from_size, entry.dtype),
                      dtype);
    }
}

}  // namespace catvton::weights
