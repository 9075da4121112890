#pragma once

#include "weights/byte_reader.hpp"
#include "weights/pickle_value.hpp"

namespace catvton::weights {

/// One unpickled object.
struct Pickle {
    PickleArena arena;
    PickleId root = 0;
    const PickleValue& value() const { return arena[root]; }
};

/// Runs the opcodes of one pickle (protocols 2 to 5), up to and with STOP, and leaves `bytes`
/// behind it. Only data is ever made: a global is an entry of a closed table, calling one is a
/// function of this library. Values, stack, memo and lengths are bounded, nothing recurses. Throws
/// corrupt_weights naming the opcode, the global or the rule.
Pickle read_pickle(ByteReader& bytes);

}  // namespace catvton::weights
