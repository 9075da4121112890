#pragma once

#include <optional>

#include "masker/densepose/detector.hpp"
#include "masker/model_files.hpp"
#include "masker/schp/parser.hpp"

namespace catvton::masker {

/// The three networks, each loaded when it is first asked for. To be used under the inference lock.
class Networks {
public:
    Networks(ModelFiles files, at::Device device) : files_(std::move(files)), device_(device) {}

    const densepose::Detector& detector();
    const schp::Parser& atr();
    const schp::Parser& lip();
    void release();

private:
    ModelFiles files_;
    at::Device device_;
    std::optional<densepose::Detector> detector_;
    std::optional<schp::Parser> atr_;
    std::optional<schp::Parser> lip_;
};

}  // namespace catvton::masker
