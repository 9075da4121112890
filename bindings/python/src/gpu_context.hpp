#pragma once

#include <pybind11/pybind11.h>

namespace catvton::python {

/// GpuContext, DeviceInfo, MemoryInfo and CancellationToken.
void register_gpu_context(pybind11::module_& module);

}  // namespace catvton::python
