#pragma once

#include "catvton/options.hpp"

namespace catvton::cli {

/// From now on Ctrl-C and SIGTERM cancel this token; a second one ends the program at once.
CancellationToken cancel_on_interrupt();

}  // namespace catvton::cli
