#include "weights/key_maps.hpp"

#include <doctest/doctest.h>

#include "support/error_check.hpp"
#include "support/formula_state_dict.hpp"
#include "unit/weights/small_model.hpp"

using namespace catvton;
using test::add_small_attention;
using test::check_error;
using test::first_value;
using test::float_entry;
using test::small_attention;
using test::small_config;
using test::small_unet;
using weights::StateDict;

namespace {

const nlohmann::json kConfig = {
    {"down_block_types",
     {"CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"}},
    {"up_block_types",
     {"UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"}},
    {"layers_per_block", 2}};

}  // namespace

TEST_CASE("CatVTON numbers the attentions down, up, mid") {
    const std::vector<std::string> modules = weights::attention_modules(kConfig);
    REQUIRE(modules.size() == 16);
    CHECK(modules[0] == "down_blocks.0.attentions.0.transformer_blocks.0.attn1");
    CHECK(modules[5] == "down_blocks.2.attentions.1.transformer_blocks.0.attn1");
    CHECK(modules[6] == "up_blocks.1.attentions.0.transformer_blocks.0.attn1");
    CHECK(modules[14] == "up_blocks.3.attentions.2.transformer_blocks.0.attn1");
    CHECK(modules[15] == "mid_block.attentions.0.transformer_blocks.0.attn1");
    CHECK(weights::attention_modules(small_config()).size() == 4);
}

TEST_CASE("the attention file replaces the base's, by either set of names") {
    for (const bool aliases : {false, true}) {
        StateDict unet = small_unet();
        weights::apply_attention(unet, small_attention(aliases), small_config(), "attention");
        CHECK(first_value(
                  unet, "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight") == 1);
        CHECK(first_value(unet,
                          "up_blocks.0.attentions.0.transformer_blocks.0.attn1.to_k.weight") == 12);
        CHECK(first_value(unet,
                          "up_blocks.0.attentions.1.transformer_blocks.0.attn1.to_v.weight") == 23);
        CHECK(first_value(
                  unet, "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0.weight") == 34);
        CHECK(first_value(unet,
                          "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0.bias") == 35);
    }
}

TEST_CASE("an attention file that does not fit is refused with the differences") {
    StateDict unet = small_unet();
    StateDict extra = small_attention();
    extra.add("99.to_q.weight", float_entry({1}, {0}));
    extra.add("hello", float_entry({1}, {0}));
    check_error(ErrorCode::corrupt_weights,
                "2 tensors: unexpected 99.to_q.weight [1]; unexpected hello [1]",
                [&] { weights::apply_attention(unet, extra, small_config(), "attention"); });
    StateDict reshaped = small_attention();
    reshaped.set("8.to_q.weight", float_entry({4}, {0, 0, 0, 0}));
    check_error(ErrorCode::corrupt_weights, "8.to_q.weight is [4], must be [2, 2]",
                [&] { weights::apply_attention(unet, reshaped, small_config(), "attention"); });
    StateDict missing;
    add_small_attention(missing, 0);
    check_error(ErrorCode::corrupt_weights, "15 tensors: missing mid_block",
                [&] { weights::apply_attention(unet, missing, small_config(), "attention"); });
}

TEST_CASE("one tensor under two names must be one tensor") {
    StateDict both = small_attention();
    const StateDict aliases = small_attention(true);
    for (const auto& [name, entry] : aliases.items()) both.add(name, entry);
    StateDict unet = small_unet();
    weights::apply_attention(unet, both, small_config(), "attention");
    CHECK(first_value(unet, "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0.bias") ==
          35);

    both.set("9.weight", float_entry({2, 2}, {9, 9, 9, 9}));
    check_error(ErrorCode::corrupt_weights, "9.weight differs from 8.to_q.weight",
                [&] { weights::apply_attention(unet, both, small_config(), "attention"); });
}

TEST_CASE("a base without attentions cannot tell what the attention file must be") {
    StateDict unet;
    unet.add("conv_in.weight", float_entry({1}, {0}));
    check_error(
        ErrorCode::corrupt_weights, "0.to_out.0.bias has no counterpart down_blocks.0",
        [&] { weights::apply_attention(unet, small_attention(), small_config(), "attention"); });
    CHECK(unet.size() == 1);
}

TEST_CASE("other numbers of layers move every number behind them") {
    nlohmann::json config = kConfig;
    for (const int layers : {1, 2, 3, 4}) {
        config["layers_per_block"] = layers;
        const std::vector<std::string> modules = weights::attention_modules(config);
        const auto n = static_cast<std::size_t>(layers);
        REQUIRE(modules.size() == 3 * n + 3 * (n + 1) + 1);
        CHECK(modules[n] == "down_blocks.1.attentions.0.transformer_blocks.0.attn1");
        CHECK(modules[3 * n] == "up_blocks.1.attentions.0.transformer_blocks.0.attn1");
        CHECK(modules[3 * n + n + 1] == "up_blocks.2.attentions.0.transformer_blocks.0.attn1");
        CHECK(modules.back() == "mid_block.attentions.0.transformer_blocks.0.attn1");
    }
    config.erase("layers_per_block");  // diffusers' default is 2
    CHECK(weights::attention_modules(config).size() == 16);
}

TEST_CASE("names that are no attention's are unexpected") {
    for (const char* name : {"08.to_q.weight",
                             "00.to_q.weight",
                             "+8.to_q.weight",
                             "-8.to_q.weight",
                             "8",
                             "8.",
                             "8.to_q",
                             "8.to_q.bias",
                             "8.to_out.1.weight",
                             "9.to_q.weight",
                             "12.weight",
                             "12.1.weight",
                             "13.0.bias",
                             "14.weight",
                             "15.weight",
                             "32.to_q.weight",
                             "8 .to_q.weight",
                             "",
                             ".to_q.weight",
                             "99999999999999999999999.to_q.weight",
                             "18446744073709551608.to_q.weight",
                             "unet.8.to_q.weight"}) {
        CAPTURE(name);
        StateDict unet = small_unet();
        StateDict extra = small_attention();
        extra.add(name, float_entry({2, 2}, {0, 0, 0, 0}));
        check_error(ErrorCode::corrupt_weights,
                    "1 tensor: unexpected " + std::string(name) + " [2, 2]",
                    [&] { weights::apply_attention(unet, extra, small_config(), "attention"); });
        CHECK(first_value(unet, weights::attention_modules(small_config())[0] + ".to_q.weight") ==
              0);
    }
}

TEST_CASE("of many differences the first ten are listed and all are counted") {
    StateDict unet = small_unet();
    StateDict extra = small_attention();
    for (int i = 0; i < 25; ++i) extra.add("x" + std::to_string(i), float_entry({1}, {0}));
    check_error(ErrorCode::corrupt_weights, "in 25 tensors: unexpected x0 [1]; ",
                [&] { weights::apply_attention(unet, extra, small_config(), "attention"); });
    check_error(ErrorCode::corrupt_weights, "unexpected x9 [1]; ...",
                [&] { weights::apply_attention(unet, extra, small_config(), "attention"); });
}

TEST_CASE("configs that do not tell the attentions") {
    check_error(ErrorCode::corrupt_weights, "'down_block_types'",
                [] { weights::attention_modules({}); });
    check_error(ErrorCode::corrupt_weights, "'up_block_types'", [] {
        weights::attention_modules({{"down_block_types", {"CrossAttnDownBlock2D"}}});
    });
    for (const nlohmann::json& types :
         {nlohmann::json("CrossAttnDownBlock2D"), nlohmann::json::array(), nlohmann::json(nullptr),
          nlohmann::json({1, 2}), nlohmann::json({"DownBlock2D", 1}),
          nlohmann::json(std::vector<std::string>(9, "DownBlock2D"))}) {
        nlohmann::json config = kConfig;
        config["down_block_types"] = types;
        check_error(ErrorCode::corrupt_weights, "'down_block_types'",
                    [&] { weights::attention_modules(config); });
    }
    for (const nlohmann::json& layers :
         {nlohmann::json("two"), nlohmann::json(0), nlohmann::json(-1), nlohmann::json(2.0),
          nlohmann::json(9), nlohmann::json(1ull << 63), nlohmann::json(nullptr)}) {
        nlohmann::json config = kConfig;
        config["layers_per_block"] = layers;
        check_error(ErrorCode::corrupt_weights, "'layers_per_block'",
                    [&] { weights::attention_modules(config); });
    }
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
