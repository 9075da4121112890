#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "auto_masker.hpp"
#include "catvton/version.hpp"
#include "errors.hpp"
#include "gpu_context.hpp"
#include "images.hpp"
#include "label_maps.hpp"
#include "log.hpp"
#include "mask_options.hpp"
#include "mask_result.hpp"
#include "model_hub.hpp"
#include "models.hpp"
#include "pipeline.hpp"
#include "record.hpp"
#include "released_gil.hpp"
#include "try_on_result.hpp"

PYBIND11_MODULE(_catvton, module) {
    using namespace catvton;
    module.doc() = "The C++ library's classes; import catvton instead.";
    python::register_released_gil();
    python::register_errors(module);
    python::Record<VersionInfo>(module, "VersionInfo", "What the library was built of.")
        .field("catvton", &VersionInfo::catvton, "Of the library that is loaded.")
        .field("torch", &VersionInfo::torch, "LibTorch it was built with.")
        .field("compiler", &VersionInfo::compiler, "That built it.")
        .finish();
    module.def("version", &version, "What is loaded, for bug reports.");
    // Types before the functions whose signatures name them.
    python::register_gpu_context(module);
    python::register_mask_options(module);
    python::register_mask_result(module);
    python::register_try_on_result(module);
    python::register_auto_masker(module);
    python::register_pipeline(module);
    python::register_images(module);
    python::register_label_maps(module);
    python::register_models(module);
    python::register_model_hub(module);
    python::register_log(module);
}
