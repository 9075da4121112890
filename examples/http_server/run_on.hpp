#pragma once

#include "awaitable.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace catvton::server {

/// Runs work() on a thread of the pool and resumes the caller on its own executor with the result,
/// or with what work() threw. A `work` that owns something must be a named object that is moved in:
/// GCC 12 destroys such a temporary of a co_await expression twice.
template <class Work>
auto run_on(boost::asio::thread_pool& pool, Work work) -> boost::asio::awaitable<decltype(work())> {
    co_return co_await boost::asio::co_spawn(
        pool.get_executor(),
        [](Work moved) -> boost::asio::awaitable<decltype(work())> {
            co_return moved();
        }(std::move(work)),
        boost::asio::use_awaitable);
}

}  // namespace catvton::server
