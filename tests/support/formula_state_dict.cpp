#include "support/formula_state_dict.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/formula_weights.hpp"

namespace catvton::test {

namespace {

template <class Value>
weights::TensorEntry entry_of(weights::DType dtype, std::vector<std::int64_t> shape,
                              std::vector<Value> values) {
    const auto owned = std::make_shared<const std::vector<Value>>(std::move(values));
    weights::TensorEntry entry;
    entry.dtype = dtype;
    entry.shape = std::move(shape);
    entry.data = reinterpret_cast<const std::byte*>(owned->data());
    entry.bytes = owned->size() * sizeof(Value);
    entry.owner = owned;
    return entry;
}

std::vector<float> values_of(const std::string& name, const std::vector<std::int64_t>& shape,
                             const std::string& salt, const nlohmann::json& override_entry) {
    if (override_entry.contains("values")) {
        return override_entry.at("values").get<std::vector<float>>();
    }
    std::vector<float> values = formula_values(name, shape, salt);
    if (override_entry.contains("scale")) {
        const float scale = override_entry.at("scale").get<float>();
        for (float& value : values) value *= scale;
    }
    return values;
}

}  // namespace

weights::TensorEntry float_entry(std::vector<std::int64_t> shape, std::vector<float> values) {
    return entry_of(weights::DType::f32, std::move(shape), std::move(values));
}

weights::StateDict formula_state_dict(const std::filesystem::path& manifest,
                                      const std::string& salt, const FormulaOverrides& overrides) {
    std::ifstream file(manifest);
    if (!file) throw std::runtime_error("cannot open " + manifest.string());
    const nlohmann::json root = nlohmann::json::parse(file);
    const nlohmann::json& parameters = root.is_array() ? root : root.at("parameters");
    const nlohmann::json own = root.is_object() && salt.empty()
                                   ? root.value("overrides", nlohmann::json::object())
                                   : nlohmann::json::object();
    weights::StateDict state;
    for (const auto& row : parameters) {
        const auto name = row.at(0).get<std::string>();
        const auto shape = row.at(1).get<std::vector<std::int64_t>>();
        if (name.ends_with("num_batches_tracked")) {
            state.add(name, entry_of(weights::DType::i64, shape, std::vector<std::int64_t>(1, 0)));
        } else if (const auto found = overrides.find(name); found != overrides.end()) {
            state.add(name, float_entry(shape, found->second));
        } else {
            state.add(name,
                      float_entry(shape, values_of(name, shape, salt,
                                                   own.value(name, nlohmann::json::object()))));
        }
    }
    return state;
}

}  // namespace catvton::test
