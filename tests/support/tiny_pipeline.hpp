#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "catvton/pipeline.hpp"
#include "support/temporary_folder.hpp"
#include "weights/model_source.hpp"

namespace catvton::test {

/// A CPU context with two threads.
std::shared_ptr<GpuContext> cpu_context();

/// A pipeline of the tiny formula model, loaded from a merged file as a user would; `change` may
/// spoil the weights.
Pipeline tiny_pipeline(std::shared_ptr<GpuContext> context, bool mask_free = false,
                       const std::function<void(weights::ModelComponents&)>& change = {});

/// A recorded run's pictures and options; its result is the file's "image_u8".
struct RecordedRequest {
    Image person, cloth, mask;
    Image result;
    TryOnOptions options;

    static RecordedRequest load(const std::string& name);
    TryOnResult run(Pipeline& pipeline) const { return pipeline.run(person, cloth, mask, options); }
};

}  // namespace catvton::test
