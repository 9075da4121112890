#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "catvton/image.hpp"
#include "catvton/options.hpp"

namespace catvton::server {

/// One try-on as the device gets it.
struct TryOnJob {
    Image person;
    Image cloth;
    Image mask;  ///< empty: found by the masker
    ClothType cloth_type = ClothType::upper;
    int num_inference_steps = 50;
    double guidance_scale = 2.5;
    std::int64_t seed = 42;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    CancellationToken cancellation;

    /// Until the deadline, at least a millisecond; 0: there is none.
    double seconds_left() const {
        if (!deadline) return 0;
        return std::max(
            1e-3,
            std::chrono::duration<double>(*deadline - std::chrono::steady_clock::now()).count());
    }
};

struct TryOnOutcome {
    Image image;
    std::int64_t seed = 0;
    double seconds = 0;
};

/// What makes the pictures. An interface, so that tests can make it slow or let it fail.
class Engine {
public:
    virtual ~Engine() = default;
    /// Loads the models; called once, before any run. Throws catvton::Error.
    virtual void load() = 0;
    /// Makes a load() that runs end soon, with an error. From any thread.
    virtual void stop_loading() noexcept {}
    /// One try-on; never called twice at a time. Throws catvton::Error.
    virtual TryOnOutcome run(const TryOnJob& job) = 0;
};

}  // namespace catvton::server
