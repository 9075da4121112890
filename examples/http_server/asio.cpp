// The one file that compiles the header libraries' bodies.
#include <utility>

// clang-format off
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
// clang-format on
