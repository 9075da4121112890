#pragma once

#include <memory>
#include <optional>

#include "catvton/catvton.hpp"
#include "engine.hpp"

namespace catvton::server {

/// The library behind the Engine interface.
class LibraryEngine : public Engine {
public:
    /// Width and height of 0 are the model's own. `offline`: weights are not downloaded.
    LibraryEngine(DeviceOptions device, ModelOptions model, int width, int height, bool offline)
        : device_(std::move(device)),
          model_(std::move(model)),
          width_(width),
          height_(height),
          offline_(offline) {}

    void load() override;
    void stop_loading() noexcept override { loading_.cancel(); }
    TryOnOutcome run(const TryOnJob& job) override;

private:
    void download();

    DeviceOptions device_;
    ModelOptions model_;
    int width_;
    int height_;
    bool offline_;
    CancellationToken loading_;
    std::optional<Pipeline> pipeline_;
    std::optional<AutoMasker> masker_;
};

}  // namespace catvton::server
