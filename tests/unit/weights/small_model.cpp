#include "unit/weights/small_model.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "support/formula_state_dict.hpp"
#include "unit/weights/file_fixture.hpp"
#include "weights/key_maps.hpp"
#include "weights/safetensors_writer.hpp"

namespace catvton::test {

namespace {

namespace fs = std::filesystem;

void write_state(const fs::path& path, const weights::StateDict& state) {
    fs::create_directories(path.parent_path());
    weights::write_safetensors(state, path);
}

}  // namespace

const nlohmann::json& small_config() {
    static const nlohmann::json config = {{"down_block_types", {"CrossAttnDownBlock2D"}},
                                          {"up_block_types", {"CrossAttnUpBlock2D"}},
                                          {"layers_per_block", 1}};
    return config;
}

weights::StateDict small_unet() {
    weights::StateDict state;
    for (const std::string& module : weights::attention_modules(small_config())) {
        for (const char* part : {"to_q.weight", "to_k.weight", "to_v.weight", "to_out.0.weight"}) {
            state.add(module + "." + part, float_entry({2, 2}, {0, 0, 0, 0}));
        }
        state.add(module + ".to_out.0.bias", float_entry({2}, {0, 0}));
    }
    return state;
}

void add_small_attention(weights::StateDict& state, std::size_t layer, bool aliases, float base) {
    static constexpr std::array<std::pair<const char*, const char*>, 5> kNames{
        {{".to_q.weight", ".weight"},
         {".to_k.weight", ".weight"},
         {".to_v.weight", ".weight"},
         {".to_out.0.weight", ".0.weight"},
         {".to_out.0.bias", ".bias"}}};
    for (std::size_t part = 1; part <= kNames.size(); ++part) {
        const auto& [own, alias] = kNames[part - 1];
        const std::string name = std::to_string(8 * layer + (aliases ? part : 0));
        const float value = base + static_cast<float>(10 * layer + part);
        const bool bias = part == kNames.size();
        state.add(name + (aliases ? alias : own),
                  bias ? float_entry({2}, {value, value})
                       : float_entry({2, 2}, std::vector<float>(4, value)));
    }
}

weights::StateDict small_attention(bool aliases, float base) {
    weights::StateDict state;
    for (std::size_t layer = 0; layer < 4; ++layer)
        add_small_attention(state, layer, aliases, base);
    return state;
}

float first_value(const weights::StateDict& state, const std::string& name) {
    const weights::TensorEntry* const entry = state.find(name);
    REQUIRE(entry);
    REQUIRE((entry->dtype == weights::DType::f32));
    float value = 0;
    std::memcpy(&value, entry->data, sizeof value);
    return value;
}

void write_tensor(const fs::path& path, const std::string& name, float value) {
    weights::StateDict state;
    state.add(name, float_entry({1}, {value}));
    write_state(path, state);
}

void write_small_model(const fs::path& root, bool mask_free) {
    const fs::path base = root / (mask_free ? "timbrooks/instruct-pix2pix"
                                            : "booksforcharlie/stable-diffusion-inpainting");
    const fs::path vae = root / "stabilityai/sd-vae-ft-mse";
    const fs::path catvton =
        root / (mask_free ? "zhengchong/CatVTON-MaskFree" : "zhengchong/CatVTON");
    write_file(base / "unet/config.json", small_config().dump());
    write_file(base / "scheduler/scheduler_config.json", R"({"steps":1000})");
    write_state(base / "unet/diffusion_pytorch_model.safetensors", small_unet());
    write_file(vae / "config.json", R"({"vae":1})");
    write_tensor(vae / "diffusion_pytorch_model.safetensors", "mid.attentions.0.query.weight");
    float version = 100;
    for (const char* folder : {"mix-48k-1024", "vitonhd-16k-512", "dresscode-16k-512"}) {
        write_state(catvton / folder / "attention/model.safetensors",
                    small_attention(false, version));
        version += 100;
    }
}

}  // namespace catvton::test
