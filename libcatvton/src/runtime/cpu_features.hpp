#pragma once

#include <string>

namespace catvton::runtime {

/// The processor multiplies bfloat16 in hardware (AVX512_BF16 or AMX on x86, FEAT_BF16 on Arm).
bool cpu_has_native_bf16();
/// The processor's marketing name, or "cpu" when the system does not tell.
std::string cpu_name();

}  // namespace catvton::runtime
