#pragma once

#include <string>

namespace catvton::weights {

/// An opcode for messages, by the name that Python's pickle gives it: "NEWOBJ", or "0x42" for a
/// byte that is none.
std::string opcode_name(unsigned char code);

}  // namespace catvton::weights
