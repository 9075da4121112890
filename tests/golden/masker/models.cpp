#include "golden/masker/models.hpp"

#include "support/formula_state_dict.hpp"

namespace catvton::test {

namespace {

weights::StateDict checkpoint(const std::string& manifest) {
    return formula_state_dict(std::filesystem::path(CATVTON_TEST_DATA) / "masker" / manifest);
}

}  // namespace

const masker::schp::Parser& atr_parser() {
    static const masker::schp::Parser parser(checkpoint("schp_atr.json"),
                                             masker::schp::Config::atr(), at::kCPU);
    return parser;
}

const masker::schp::Parser& lip_parser() {
    static const masker::schp::Parser parser(checkpoint("schp_lip.json"),
                                             masker::schp::Config::lip(), at::kCPU);
    return parser;
}

const masker::densepose::Detector& detector() {
    static const masker::densepose::Detector model(checkpoint("densepose_r50_fpn.json"), {},
                                                   at::kCPU);
    return model;
}

}  // namespace catvton::test
