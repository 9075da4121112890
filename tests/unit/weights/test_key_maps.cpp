#include "weights/key_maps.hpp"

#include <doctest/doctest.h>

#include "support/error_check.hpp"
#include "support/formula_state_dict.hpp"

using namespace catvton;
using test::check_error;
using test::float_entry;
using weights::StateDict;

namespace {

const nlohmann::json kConfig = {
    {"down_block_types",
     {"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"}},
    {"up_block_types",
     {"UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"}},
    {"layers_per_block", 2}};

/// One down block with one layer, one up block with two, and the mid block: four attentions of
/// width 2.
const nlohmann::json kSmall = {{"down_block_types", {"CrossAttnDownBlock2D"}},
                               {"up_block_types", {"CrossAttnUpBlock2D"}},
                               {"layers_per_block", 1}};

/// `keys` of one layer, each with its own value.
void add_layer(StateDict& state, std::size_t layer, bool aliases) {
    const auto number = [&](std::size_t place) { return std::to_string(8 * layer + place); };
    const auto value = [&](float part) {
        return std::vector<float>(4, static_cast<float>(10 * layer) + part);
    };
    state.add(aliases ? number(1) + ".weight" : number(0) + ".to_q.weight",
              float_entry({2, 2}, value(1)));
    state.add(aliases ? number(2) + ".weight" : number(0) + ".to_k.weight",
              float_entry({2, 2}, value(2)));
    state.add(aliases ? number(3) + ".weight" : number(0) + ".to_v.weight",
              float_entry({2, 2}, value(3)));
    state.add(aliases ? number(4) + ".0.weight" : number(0) + ".to_out.0.weight",
              float_entry({2, 2}, value(4)));
    state.add(aliases ? number(5) + ".bias" : number(0) + ".to_out.0.bias",
              float_entry({2}, {static_cast<float>(10 * layer + 5), 0}));
}

StateDict small_attention(bool aliases = false) {
    StateDict state;
    for (std::size_t layer = 0; layer < 4; ++layer) add_layer(state, layer, aliases);
    return state;
}

StateDict small_unet() {
    StateDict state;
    for (const std::string& module : weights::attention_modules(kSmall)) {
        for (const char* part : {"to_q.weight", "to_k.weight", "to_v.weight", "to_out.0.weight"}) {
            state.add(module + "." + part, float_entry({2, 2}, {0, 0, 0, 0}));
        }
        state.add(module + ".to_out.0.bias", float_entry({2}, {0, 0}));
    }
    return state;
}

float first(const StateDict& state, const std::string& name) {
    REQUIRE(state.find(name));
    return *reinterpret_cast<const float*>(state.find(name)->data);
}

}  // namespace

TEST_CASE("CatVTON numbers the attentions down, up, mid") {
    const std::vector<std::string> modules = weights::attention_modules(kConfig);
    REQUIRE(modules.size() == 16);
    CHECK(modules[0] == "down_blocks.0.attentions.0.transformer_blocks.0.attn1");
    CHECK(modules[5] == "down_blocks.2.attentions.1.transformer_blocks.0.attn1");
    CHECK(modules[6] == "up_blocks.1.attentions.0.transformer_blocks.0.attn1");
    CHECK(modules[14] == "up_blocks.3.attentions.2.transformer_blocks.0.attn1");
    CHECK(modules[15] == "mid_block.attentions.0.transformer_blocks.0.attn1");
    CHECK(weights::attention_modules(kSmall).size() == 4);
}

TEST_CASE("the attention file replaces the base's, by either set of names") {
    for (const bool aliases : {false, true}) {
        StateDict unet = small_unet();
        weights::apply_attention(unet, small_attention(aliases), kSmall, "attention");
        CHECK(first(unet, "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight") ==
              1);
        CHECK(first(unet, "up_blocks.0.attentions.0.transformer_blocks.0.attn1.to_k.weight") == 12);
        CHECK(first(unet, "up_blocks.0.attentions.1.transformer_blocks.0.attn1.to_v.weight") == 23);
        CHECK(first(unet, "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0.weight") ==
              34);
        CHECK(first(unet, "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0.bias") == 35);
    }
}

TEST_CASE("an attention file that does not fit is refused with the differences") {
    StateDict unet = small_unet();
    StateDict extra = small_attention();
    extra.add("99.to_q.weight", float_entry({1}, {0}));
    extra.add("hello", float_entry({1}, {0}));
    check_error(ErrorCode::corrupt_weights,
                "2 tensors: unexpected 99.to_q.weight [1]; unexpected hello [1]",
                [&] { weights::apply_attention(unet, extra, kSmall, "attention"); });
    StateDict reshaped = small_attention();
    reshaped.set("8.to_q.weight", float_entry({4}, {0, 0, 0, 0}));
    check_error(ErrorCode::corrupt_weights, "8.to_q.weight is [4], must be [2, 2]",
                [&] { weights::apply_attention(unet, reshaped, kSmall, "attention"); });
    StateDict missing;
    add_layer(missing, 0, false);
    check_error(ErrorCode::corrupt_weights, "15 tensors: missing mid_block",
                [&] { weights::apply_attention(unet, missing, kSmall, "attention"); });
}

TEST_CASE("one tensor under two names must be one tensor") {
    StateDict both = small_attention();
    const StateDict aliases = small_attention(true);
    for (const auto& [name, entry] : aliases.items()) both.add(name, entry);
    StateDict unet = small_unet();
    weights::apply_attention(unet, both, kSmall, "attention");
    CHECK(first(unet, "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0.bias") == 35);

    both.set("9.weight", float_entry({2, 2}, {9, 9, 9, 9}));
    check_error(ErrorCode::corrupt_weights, "9.weight differs from 8.to_q.weight",
                [&] { weights::apply_attention(unet, both, kSmall, "attention"); });
}

TEST_CASE("a base without attentions cannot tell what the attention file must be") {
    StateDict unet;
    unet.add("conv_in.weight", float_entry({1}, {0}));
    check_error(ErrorCode::corrupt_weights, "0.to_out.0.bias has no counterpart down_blocks.0",
                [&] { weights::apply_attention(unet, small_attention(), kSmall, "attention"); });
    CHECK(unet.size() == 1);
}

TEST_CASE("configs that do not tell the attentions") {
    check_error(ErrorCode::corrupt_weights, "'down_block_types'",
                [] { weights::attention_modules({}); });
    nlohmann::json config = kConfig;
    config["layers_per_block"] = "two";
    check_error(ErrorCode::corrupt_weights, "'layers_per_block'",
                [&] { weights::attention_modules(config); });
}

TEST_CASE("the VAE's old attention names become the modern ones") {
    StateDict old;
    for (const char* part :
         {"query.weight", "key.bias", "value.weight", "proj_attn.bias", "group_norm.weight"}) {
        old.add(std::string("encoder.mid_block.attentions.0.") + part, float_entry({1}, {1}));
    }
    old.add("decoder.key.weight", float_entry({1}, {1}));  // not an attention's
    const StateDict modern = weights::modern_vae_names(old, "VAE");
    old.add("encoder.mid_block.attentions.0.to_q.weight", float_entry({1}, {1}));
    check_error(ErrorCode::corrupt_weights,
                "VAE holds 'encoder.mid_block.attentions.0.to_q.weight'",
                [&] { weights::modern_vae_names(old, "VAE"); });
    for (const char* name :
         {"encoder.mid_block.attentions.0.to_q.weight", "encoder.mid_block.attentions.0.to_k.bias",
          "encoder.mid_block.attentions.0.to_v.weight",
          "encoder.mid_block.attentions.0.to_out.0.bias",
          "encoder.mid_block.attentions.0.group_norm.weight", "decoder.key.weight"}) {
        CHECK(modern.find(name) != nullptr);
    }
}
