#pragma once

// Boost 1.74's awaitable.hpp uses std::exchange without including its header.
#include <utility>

// clang-format off
#include <boost/asio/awaitable.hpp>
// clang-format on
