#include "models.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <string>
#include <utility>

#include "argument.hpp"
#include "catvton/models.hpp"
#include "enum_text.hpp"
#include "record.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

namespace fs = std::filesystem;

void convert(const fs::path& model, const fs::path& path,
             Argument<"precision", Precision> precision, std::string base_model, std::string vae,
             std::string resume_path,
             Argument<"attention_version", AttentionVersion> attention_version,
             Argument<"mask_free", bool> mask_free) {
    const ModelOptions options{model.string(),         std::move(base_model),   std::move(vae),
                               std::move(resume_path), attention_version.value, mask_free.value};
    const py::gil_scoped_release release;
    convert_model(options, precision.value, path);
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
    module.def("inspect_weights", &inspect_weights, "path"_a,
               py::call_guard<py::gil_scoped_release>(),
               "Reads and checks a weight file without loading a model.\n\n"
               "Args:\n"
               "    path: A safetensors, Torch or detectron2 file, told by the content. Nothing\n"
               "        that a pickle names is imported or run.\n"
               "\n"
               "Raises:\n"
               "    NotFoundError, IoError: The file cannot be read.\n"
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
