#include "catvton/models.hpp"

#include "weights/model_source.hpp"
#include "weights/state_dict.hpp"

namespace catvton {

WeightFileInfo inspect_weights(const std::filesystem::path& path) {
    const weights::StateDict state = weights::load_state_dict(path);
    WeightFileInfo info;
    info.format = state.format();
    for (const auto& [name, entry] : state.items()) {
        info.tensors.push_back({name, std::string(weights::dtype_name(entry.dtype)), entry.shape});
        info.bytes += entry.bytes;
    }
    return info;
}

void convert_model(const ModelOptions& model, Precision precision,
                   const std::filesystem::path& path) {
    weights::DType dtype = weights::DType::f32;
    if (precision == Precision::fp16) dtype = weights::DType::f16;
    if (precision == Precision::bf16) dtype = weights::DType::bf16;
    weights::write_merged_model(weights::open_model(model), dtype, path);
}

}  // namespace catvton
