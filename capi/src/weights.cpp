#include "catvton/models.hpp"

#include "options.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_weights_inspect(const char* path, catvton_weights* weights) {
    return return_handle(weights, "weights",
                         [&] { return inspect_weights(to_path(path, "path")); });
}

catvton_status catvton_weights_get_info(catvton_weights weights, catvton_weights_info* info) {
    return return_struct(info, "info", [&] {
        const auto object = object_of<WeightFileInfo>(weights);
        return catvton_weights_info{sizeof(catvton_weights_info), 0, object->format.c_str(),
                                    object->tensors.size(), object->bytes};
    });
}

catvton_status catvton_weights_get_tensor(catvton_weights weights, std::uint64_t index,
                                          catvton_tensor_info* info) {
    return return_struct(info, "info", [&] {
        const auto object = object_of<WeightFileInfo>(weights);
        check_index(index, object->tensors.size(), "index");
        const TensorInfo& tensor = object->tensors[index];
        return catvton_tensor_info{sizeof(catvton_tensor_info),
                                   static_cast<std::int32_t>(tensor.shape.size()),
                                   tensor.name.c_str(), tensor.dtype.c_str(), tensor.shape.data()};
    });
}

catvton_status catvton_weights_free(catvton_weights weights) {
    return free_handle<WeightFileInfo>(weights);
}

catvton_status catvton_convert_model(const catvton_model_options* model, std::int32_t precision,
                                     const char* path) {
    return guard([&] {
        const ModelOptions options = model_options(required(model, "model"));
        convert_model(options, to_enum(precision, Precision::bf16, "precision"),
                      to_path(path, "path"));
    });
}
