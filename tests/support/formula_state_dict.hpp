#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "weights/state_dict.hpp"

namespace catvton::test {

/// Values used instead of the formula's, by parameter name.
using FormulaOverrides = std::map<std::string, std::vector<float>>;

/// A checkpoint of formula weights. The manifest is JSON: a list of [name, shape], or an object
/// with such a list as "parameters" and, as "overrides", {"name": {"values": [...]} or
/// {"scale": factor}}, which holds for the empty salt only. `overrides` come on top of it.
weights::StateDict formula_state_dict(const std::filesystem::path& manifest,
                                      const std::string& salt = "",
                                      const FormulaOverrides& overrides = {});

/// One float32 entry that owns its values.
weights::TensorEntry float_entry(std::vector<std::int64_t> shape, std::vector<float> values);

}  // namespace catvton::test
