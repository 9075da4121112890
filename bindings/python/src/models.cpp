#include "models.hpp"

#include <pybind11/stl.h>

#include <filesystem>

#include "argument.hpp"
#include "catvton/models.hpp"
#include "enum_text.hpp"
#include "record.hpp"
#include "released_gil.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

namespace fs = std::filesystem;

void convert(Argument<"model", fs::path> model, Argument<"path", fs::path> path,
             Argument<"precision", Precision> precision,
             Argument<"base_model", fs::path> base_model, Argument<"vae", fs::path> vae,
             Argument<"resume_path", fs::path> resume_path,
             Argument<"attention_version", AttentionVersion> attention_version,
             Argument<"mask_free", bool> mask_free) {
    const ModelOptions options{model.value.string(),    base_model.value.string(),
                               vae.value.string(),      resume_path.value.string(),
                               attention_version.value, mask_free.value};
    const ReleasedGil released;
    convert_model(options, precision.value, path.value);
}

WeightFileInfo inspect(Argument<"path", fs::path> path) {
    const ReleasedGil released;
    return inspect_weights(path.value);
}

}  // namespace

void register_models(py::module_& module) {
    Record<TensorInfo>(module, "TensorInfo", "One tensor of a weight file.")
        .field("name", &TensorInfo::name, "Of the parameter.")
        .field("dtype", &TensorInfo::dtype, "As safetensors writes it: 'F32', 'F16', ...")
        .field("shape", &TensorInfo::shape, "Lengths of the axes.")
        .finish();
    Record<WeightFileInfo>(module, "WeightFileInfo", "What a weight file holds.")
        .field("format", &WeightFileInfo::format,
               "'safetensors', 'torch_zip', 'torch_legacy' or 'detectron2_pickle'.")
        .field("tensors", &WeightFileInfo::tensors, "In the order of the file.")
        .field("bytes", &WeightFileInfo::bytes, "Of all tensors together.")
        .finish();
    module.def("inspect_weights", &inspect, "path"_a,
               "Reads and checks a weight file without loading a model.\n\n"
               "Args:\n"
               "    path: A safetensors, Torch or detectron2 file, told by the content. Nothing\n"
               "        that a pickle names is imported or run.\n"
               "\n"
               "Returns:\n"
               "    Its format and its tensors.\n"
               "\n"
               "Raises:\n"
               "    NotFoundError: There is no such file.\n"
               "    IoError: It cannot be read.\n"
               "    CorruptWeightsError: It breaks a rule of its format.\n"
               "    UnsupportedFormatError: It is of another kind.");
    const ModelOptions defaults;
    module.def("convert_model", &convert, "model"_a, "path"_a, py::kw_only(),
               "precision"_a = Precision::automatic, "base_model"_a = defaults.base_model,
               "vae"_a = defaults.vae, "resume_path"_a = defaults.resume_path,
               "attention_version"_a = defaults.attention_version,
               "mask_free"_a = defaults.mask_free,
               "Writes one safetensors file that loads by mmap: attention applied, unused\n"
               "cross-attention dropped. The file appears whole or not at all.\n\n"
               "Args:\n"
               "    model: As in Pipeline.from_pretrained; so are the sources below.\n"
               "    path: The file to write.\n"
               "    precision: Of the weights; 'auto' is fp32.\n"
               "    base_model: Folder or owner/repository.\n"
               "    vae: Folder or owner/repository.\n"
               "    resume_path: Folder or owner/repository.\n"
               "    attention_version: Which retrained self-attention.\n"
               "    mask_free: The variant that takes no mask.\n"
               "\n"
               "Raises:\n"
               "    IoError: The file cannot be written.\n"
               "    Error: As Pipeline.from_pretrained does.");
}

}  // namespace catvton::python
