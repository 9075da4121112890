#include "weights/pickle_globals.hpp"

#include <array>

namespace catvton::weights {

namespace {

struct Row {
    std::string_view module;
    std::string_view name;
    PickleGlobalInfo info;
};

constexpr PickleGlobalInfo storage(DType dtype) { return {PickleGlobal::storage_type, dtype}; }

constexpr std::array kTable{
    Row{"collections", "OrderedDict", {PickleGlobal::ordered_dict}},
    Row{"torch._utils", "_rebuild_tensor_v2", {PickleGlobal::rebuild_tensor}},
    Row{"torch._utils", "_rebuild_parameter", {PickleGlobal::rebuild_parameter}},
    Row{"torch", "Size", {PickleGlobal::torch_size}},
    Row{"torch", "device", {PickleGlobal::torch_device}},
    Row{"torch", "FloatStorage", storage(DType::f32)},
    Row{"torch", "HalfStorage", storage(DType::f16)},
    Row{"torch", "BFloat16Storage", storage(DType::bf16)},
    Row{"torch", "DoubleStorage", storage(DType::f64)},
    Row{"torch", "LongStorage", storage(DType::i64)},
    Row{"torch", "IntStorage", storage(DType::i32)},
    Row{"torch", "ShortStorage", storage(DType::i16)},
    Row{"torch", "CharStorage", storage(DType::i8)},
    Row{"torch", "ByteStorage", storage(DType::u8)},
    Row{"torch", "BoolStorage", storage(DType::boolean)},
    Row{"torch", "float64", {PickleGlobal::torch_dtype}},
    Row{"torch", "float32", {PickleGlobal::torch_dtype}},
    Row{"torch", "float16", {PickleGlobal::torch_dtype}},
    Row{"torch", "bfloat16", {PickleGlobal::torch_dtype}},
    Row{"torch", "int64", {PickleGlobal::torch_dtype}},
    Row{"torch", "int32", {PickleGlobal::torch_dtype}},
    Row{"torch", "int16", {PickleGlobal::torch_dtype}},
    Row{"torch", "int8", {PickleGlobal::torch_dtype}},
    Row{"torch", "uint8", {PickleGlobal::torch_dtype}},
    Row{"torch", "bool", {PickleGlobal::torch_dtype}},
    // NumPy 2 renamed the private modules.
    Row{"numpy", "ndarray", {PickleGlobal::numpy_ndarray}},
    Row{"numpy", "dtype", {PickleGlobal::numpy_dtype}},
    Row{"numpy.core.multiarray", "_reconstruct", {PickleGlobal::numpy_reconstruct}},
    Row{"numpy._core.multiarray", "_reconstruct", {PickleGlobal::numpy_reconstruct}},
    Row{"numpy.core.multiarray", "scalar", {PickleGlobal::numpy_scalar}},
    Row{"numpy._core.multiarray", "scalar", {PickleGlobal::numpy_scalar}},
    Row{"numpy.core.numeric", "_frombuffer", {PickleGlobal::numpy_frombuffer}},
    Row{"numpy._core.numeric", "_frombuffer", {PickleGlobal::numpy_frombuffer}},
    Row{"_codecs", "encode", {PickleGlobal::codecs_encode}},
    // Protocol 2 stores b"" as a call.
    Row{"__builtin__", "bytes", {PickleGlobal::empty_bytes}},
};

}  // namespace

std::optional<PickleGlobalInfo> find_global(std::string_view module,
                                            std::string_view name) noexcept {
    for (const Row& row : kTable) {
        if (row.module == module && row.name == name) return row.info;
    }
    return std::nullopt;
}

}  // namespace catvton::weights
