#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "catvton/auto_masker.hpp"
#include "catvton/gpu_context.hpp"
#include "catvton/image.hpp"
#include "catvton/model_hub.hpp"
#include "catvton/models.hpp"
#include "catvton/options.hpp"
#include "catvton/pipeline.hpp"
#include "handle_table.hpp"

namespace catvton::capi {

using Bytes = std::vector<std::uint8_t>;

/// A named model and, after a verification, the states of its files in their order.
struct NamedModel {
    ModelInfo info;
    std::vector<FileState> states;
};
using NamedModels = std::vector<NamedModel>;

/// The type of handle that stands for an object of class T.
template <class T>
inline constexpr HandleType kHandleType = HandleType::none;
template <>
inline constexpr HandleType kHandleType<GpuContext> = HandleType::context;
template <>
inline constexpr HandleType kHandleType<Pipeline> = HandleType::pipeline;
template <>
inline constexpr HandleType kHandleType<AutoMasker> = HandleType::masker;
template <>
inline constexpr HandleType kHandleType<Image> = HandleType::image;
template <>
inline constexpr HandleType kHandleType<Bytes> = HandleType::bytes;
template <>
inline constexpr HandleType kHandleType<WeightFileInfo> = HandleType::weights;
template <>
inline constexpr HandleType kHandleType<CancellationToken> = HandleType::cancellation;
template <>
inline constexpr HandleType kHandleType<MaskResult> = HandleType::mask_result;
template <>
inline constexpr HandleType kHandleType<TryOnResult> = HandleType::tryon_result;
template <>
inline constexpr HandleType kHandleType<NamedModels> = HandleType::models;

/// The object behind `handle`, kept alive by the result. Throws as HandleTable::find.
template <class T>
std::shared_ptr<T> object_of(std::uint64_t handle) {
    static_assert(kHandleType<T> != HandleType::none);
    return std::static_pointer_cast<T>(HandleTable::instance().find(handle, kHandleType<T>));
}

template <class T>
std::uint64_t insert_handle(std::shared_ptr<T> object) {
    static_assert(kHandleType<T> != HandleType::none);
    return HandleTable::instance().insert(kHandleType<T>, std::move(object));
}
template <class T>
std::uint64_t insert_handle(T object) {
    return insert_handle(std::make_shared<T>(std::move(object)));
}

}  // namespace catvton::capi
