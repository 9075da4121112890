#pragma once

#include <functional>

namespace catvton::hub {

/// Called between pieces of work that may take long; throws (cancelled) to stop it.
using StopCheck = std::function<void()>;

}  // namespace catvton::hub
