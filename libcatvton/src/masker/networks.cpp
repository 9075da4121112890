#include "masker/networks.hpp"

namespace catvton::masker {

namespace {

const schp::Parser& load_once(std::optional<schp::Parser>& parser, schp::Config config,
                              const ModelFile& file, at::Device device) {
    if (!parser) {
        config.merge_file(file.config);
        parser.emplace(weights::load_state_dict(file.weights), config, device);
    }
    return *parser;
}

}  // namespace

const densepose::Detector& Networks::detector() {
    if (!detector_) {
        densepose::Config config;
        config.merge_file(files_.densepose.config);
        detector_.emplace(weights::load_state_dict(files_.densepose.weights), config, device_);
    }
    return *detector_;
}

const schp::Parser& Networks::atr() {
    return load_once(atr_, schp::Config::atr(), files_.atr, device_);
}

const schp::Parser& Networks::lip() {
    return load_once(lip_, schp::Config::lip(), files_.lip, device_);
}

void Networks::release() {
    detector_.reset();
    atr_.reset();
    lip_.reset();
}

}  // namespace catvton::masker
