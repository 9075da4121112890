#pragma once

#include <memory>
#include <optional>

#include "catvton/catvton.hpp"
#include "engine.hpp"

namespace catvton::server {

/// The library behind the Engine interface.
class LibraryEngine : public Engine {
public:
    /// Width and height of 0 are the model's own.
    LibraryEngine(DeviceOptions device, ModelOptions model, int width, int height)
        : device_(std::move(device)), model_(std::move(model)), width_(width), height_(height) {}

    void load() override;
    TryOnOutcome run(const TryOnJob& job) override;

private:
    DeviceOptions device_;
    ModelOptions model_;
    int width_;
    int height_;
    std::optional<Pipeline> pipeline_;
    std::optional<AutoMasker> masker_;
};

}  // namespace catvton::server
