#pragma once

#include "masker/densepose/detector.hpp"
#include "masker/schp/parser.hpp"

namespace catvton::test {

/// The published sizes with formula weights; made on first use and shared by the test cases.
const masker::schp::Parser& atr_parser();
const masker::schp::Parser& lip_parser();
const masker::densepose::Detector& detector();

}  // namespace catvton::test
