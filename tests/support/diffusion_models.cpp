#include "support/diffusion_models.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/formula_state_dict.hpp"
#include "support/formula_weights.hpp"

namespace catvton::test {

namespace {

std::string read_text(const std::string& name) {
    std::ifstream in(std::filesystem::path(CATVTON_TEST_DATA) / name);
    if (!in) throw std::runtime_error("cannot read test data " + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// "attention.<8i>.<rest>" for the self-attention of layer i, in the order in which the checkpoint
/// numbers them: down, up, mid; the name itself for every other parameter.
std::string formula_name(const std::string& name) {
    static const std::array<std::string, 16> kLayers{
        "down_blocks.0.attentions.0", "down_blocks.0.attentions.1", "down_blocks.1.attentions.0",
        "down_blocks.1.attentions.1", "down_blocks.2.attentions.0", "down_blocks.2.attentions.1",
        "up_blocks.1.attentions.0",   "up_blocks.1.attentions.1",   "up_blocks.1.attentions.2",
        "up_blocks.2.attentions.0",   "up_blocks.2.attentions.1",   "up_blocks.2.attentions.2",
        "up_blocks.3.attentions.0",   "up_blocks.3.attentions.1",   "up_blocks.3.attentions.2",
        "mid_block.attentions.0"};
    const std::string marker = ".attn1.";
    const auto found = name.find(marker);
    if (found == std::string::npos) return name;
    for (std::size_t i = 0; i < kLayers.size(); ++i) {
        if (name.starts_with(kLayers[i] + ".")) {
            return "attention." + std::to_string(8 * i) + "." + name.substr(found + marker.size());
        }
    }
    throw std::runtime_error("unknown attention layer " + name);
}

weights::StateDict formula_state(const std::string& manifest, float gain) {
    weights::StateDict state;
    for (const auto& row : nlohmann::json::parse(read_text("manifests/" + manifest))) {
        const auto name = row.at(0).get<std::string>();
        const auto shape = row.at(1).get<std::vector<std::int64_t>>();
        if (name.find(".attn2.") != std::string::npos) continue;  // never read
        std::vector<float> values = formula_values(formula_name(name), shape);
        if (gain != 1.0f && (shape.size() > 1 || name.ends_with("bias"))) {
            for (float& value : values) value *= gain;
        }
        state.add(name, float_entry(shape, std::move(values)));
    }
    return state;
}

}  // namespace

weights::ModelComponents formula_components(const FormulaModel& model) {
    const std::string variant = model.mask_free ? ".mask-free" : "";
    weights::ModelComponents components;
    components.unet_config = read_text("configs/" + model.size + "/unet" + variant + ".json");
    components.vae_config = read_text("configs/" + model.size + "/vae.json");
    components.scheduler_config = read_text("configs/scheduler" + variant + ".json");
    components.unet = formula_state(model.size + ".unet" + variant + ".json", model.gain);
    components.vae = formula_state(model.size + ".vae.json", model.gain);
    return components;
}

}  // namespace catvton::test
