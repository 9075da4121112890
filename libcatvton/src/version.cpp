#include "catvton/version.hpp"

#include <torch/version.h>

namespace catvton {

VersionInfo version() { return {CATVTON_VERSION, TORCH_VERSION, __VERSION__}; }

}  // namespace catvton
