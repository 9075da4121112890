#pragma once

#include <string>

#include "weights/model_source.hpp"

namespace catvton::test {

/// Which of the recorded models: widths, variant, and a factor on all parameters but the norms'
/// scales.
struct FormulaModel {
    std::string size = "tiny";  ///< "tiny" or "full"
    bool mask_free = false;
    float gain = 1.0f;
};

/// The model's configs and formula weights, CatVTON's attention laid over the base.
weights::ModelComponents formula_components(const FormulaModel& model = {});

}  // namespace catvton::test
