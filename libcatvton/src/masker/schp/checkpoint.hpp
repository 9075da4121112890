#pragma once

#include "weights/state_dict.hpp"

namespace catvton::masker::schp {

/// A published parser checkpoint under the network's names: the "module." of its data-parallel
/// training is stripped, a handful of layers renumbered, what the network lacks dropped. Names
/// without the prefix are taken as they are.
weights::StateDict to_network_names(const weights::StateDict& file);

}  // namespace catvton::masker::schp
