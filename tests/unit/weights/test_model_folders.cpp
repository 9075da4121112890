#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "support/error_check.hpp"
#include "unit/weights/file_fixture.hpp"
#include "unit/weights/small_model.hpp"
#include "weights/model_source.hpp"

using namespace catvton;
using test::check_error;
using test::first_value;
using test::write_file;

namespace {

namespace fs = std::filesystem;

constexpr const char* kFirstQuery =
    "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight";
constexpr const char* kBase = "booksforcharlie/stable-diffusion-inpainting";
constexpr const char* kVae = "stabilityai/sd-vae-ft-mse";
constexpr const char* kAttention = "zhengchong/CatVTON";

/// A model in the published layout, and a cache that holds nothing.
struct Tree {
    explicit Tree(bool mask_free = false) {
        setenv("HF_HUB_CACHE", (folder.path() / "cache").c_str(), 1);
        test::write_small_model(root, mask_free);
        options.model = root.string();
        options.mask_free = mask_free;
    }
    ~Tree() { unsetenv("HF_HUB_CACHE"); }

    test::TemporaryFolder folder;
    fs::path root = folder.path() / "model";
    ModelOptions options;
};

/// The query of the first layer, which tells the attention in use.
float query_of(const ModelOptions& options) {
    return first_value(weights::open_model(options).unet, kFirstQuery);
}

void refused(const Tree& tree, ErrorCode code, const std::string& part) {
    check_error(code, part, [&] { weights::open_model(tree.options); });
}

}  // namespace

TEST_CASE("the published layout: configs, base, VAE by its modern names, attention on top") {
    for (const bool mask_free : {false, true}) {
        const Tree tree(mask_free);
        const weights::ModelComponents model = weights::open_model(tree.options);
        CHECK(model.unet_config == test::small_config().dump());
        CHECK(model.vae_config == R"({"vae":1})");
        CHECK(model.scheduler_config == R"({"steps":1000})");
        CHECK(model.attention_version == "mix-48k-1024");
        CHECK(model.unet.size() == 20);
        CHECK(first_value(model.unet, kFirstQuery) == 101);
        CHECK(model.vae.find("mid.attentions.0.to_q.weight"));
        Tree other(mask_free);
        other.options.mask_free = !mask_free;
        refused(other, ErrorCode::not_found, mask_free ? kBase : "timbrooks/instruct-pix2pix");
    }
}

TEST_CASE("every attention version") {
    Tree tree;
    tree.options.attention_version = AttentionVersion::vitonhd;
    CHECK(query_of(tree.options) == 201);
    tree.options.attention_version = AttentionVersion::dresscode;
    CHECK(query_of(tree.options) == 301);
    fs::remove_all(tree.root / kAttention / "dresscode-16k-512");
    refused(tree, ErrorCode::not_found, "dresscode-16k-512/attention'");
}

TEST_CASE("pytorch_model.bin wins over model.safetensors, shards come last") {
    const Tree tree;
    const fs::path folder = tree.root / kAttention / "mix-48k-1024/attention";
    fs::copy_file(tree.root / kAttention / "vitonhd-16k-512/attention/model.safetensors",
                  folder / "pytorch_model.bin");
    CHECK(query_of(tree.options) == 201);
    fs::rename(folder / "pytorch_model.bin", folder / "one.bin");
    CHECK(query_of(tree.options) == 101);
    std::string map;
    const weights::StateDict part = weights::load_state_dict(folder / "one.bin");
    for (const auto& [name, entry] : part.items())
        map += (map.empty() ? "" : ",") + ("\"" + name + "\":\"one.bin\"");
    write_file(folder / "pytorch_model.bin.index.json", "{\"weight_map\":{" + map + "}}");
    CHECK(query_of(tree.options) == 101);
    fs::remove(folder / "model.safetensors");
    CHECK(query_of(tree.options) == 201);
}

TEST_CASE("single sources: folders, repositories below the model, the cache") {
    Tree tree, other;
    const fs::path mine = other.root / kAttention;
    fs::rename(mine / "dresscode-16k-512", mine / "keep");
    fs::remove_all(mine / "mix-48k-1024");
    fs::rename(mine / "keep", mine / "mix-48k-1024");

    tree.options.resume_path = mine.string();
    CHECK(query_of(tree.options) == 301);

    tree.options.resume_path = "me/attention";
    refused(tree, ErrorCode::not_found, "'me/attention'");
    refused(tree, ErrorCode::not_found, "not below '" + tree.root.string() + "'");
    refused(tree, ErrorCode::not_found, "huggingface-cli download me/attention");
    fs::create_directories(tree.root / "me");
    fs::copy(mine, tree.root / "me/attention", fs::copy_options::recursive);
    CHECK(query_of(tree.options) == 301);

    tree.options.model.clear();
    tree.options.base_model = (tree.root / kBase).string();
    tree.options.vae = (tree.root / kVae).string();
    setenv("HF_HUB_CACHE", (tree.folder.path() / "cache").c_str(), 1);
    refused(tree, ErrorCode::not_found, "'me/attention'");
    const std::string commit(40, 'a');
    const fs::path cached = tree.folder.path() / "cache/models--me--attention";
    write_file(cached / "refs/main", commit);
    fs::create_directories(cached / "snapshots");
    fs::create_directory_symlink(mine, cached / "snapshots" / commit);
    CHECK(query_of(tree.options) == 301);
}

TEST_CASE("the VAE of a whole pipeline's folder") {
    Tree tree;
    fs::create_directories(tree.root / "pipeline");
    fs::rename(tree.root / kVae, tree.root / "pipeline/vae");
    tree.options.vae = (tree.root / "pipeline").string();
    CHECK(weights::open_model(tree.options).vae.size() == 1);
    // A config beside it says that the folder itself is the VAE.
    write_file(tree.root / "pipeline/config.json", "{}");
    refused(tree, ErrorCode::not_found, "no weights in");
}

TEST_CASE("a missing piece is named") {
    const std::vector<std::pair<std::string, std::string>> pieces{
        {kBase, kBase},
        {kVae, kVae},
        {kAttention, kAttention},
        {std::string(kBase) + "/unet/config.json", "unet/config.json"},
        {std::string(kBase) + "/unet/diffusion_pytorch_model.safetensors", "/unet'"},
        {std::string(kBase) + "/scheduler/scheduler_config.json", "scheduler_config.json"},
        {std::string(kVae) + "/config.json", "config.json"},
        {std::string(kVae) + "/diffusion_pytorch_model.safetensors", "no weights in"},
        {std::string(kAttention) + "/mix-48k-1024/attention/model.safetensors",
         "expected pytorch_model.bin or model.safetensors"}};
    for (const auto& [path, part] : pieces) {
        CAPTURE(path);
        const Tree tree;
        fs::remove_all(tree.root / path);
        refused(tree, ErrorCode::not_found, part);
    }
}

TEST_CASE("a folder of sources is never completed from elsewhere") {
    const Tree tree;
    const std::string commit(40, 'b');
    const fs::path cached =
        tree.folder.path() / "cache/models--stabilityai--sd-vae-ft-mse/snapshots" / commit;
    fs::create_directories(cached.parent_path());
    fs::rename(tree.root / kVae, cached);
    write_file(cached.parent_path().parent_path() / "refs/main", commit);
    refused(tree, ErrorCode::not_found, kVae);
}

TEST_CASE("broken configs are corrupt weights, by the file's name") {
    const std::vector<std::pair<std::string, std::string>> texts{
        {"", "JSON"},
        {"[]", "not an object"},
        {"{", "JSON"},
        {R"({"a":1,"a":2})", "duplicate key 'a'"},
        {R"({"a":{"b":1,"b":2}})", "duplicate key 'b'"},
        {"\xEF\xBB\xBF{}", "byte order mark"},
        {R"({"a":NaN})", "JSON"},
        {R"({"a":1}x)", "JSON"},
        {"{\"\xFF\":1}", "JSON"},
        {std::string("{}\0", 3), "NUL"},
        {"{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}", "nested deeper than 32"},
        {"{\"a\":\"" + std::string(5u << 20, 'x') + "\"}", "bytes, at most"}};
    for (const std::string& file : {std::string(kBase) + "/unet/config.json",
                                    std::string(kBase) + "/scheduler/scheduler_config.json",
                                    std::string(kVae) + "/config.json"}) {
        const Tree tree;
        for (const auto& [text, part] : texts) {
            CAPTURE(text.substr(0, 80));
            write_file(tree.root / file, text);
            refused(tree, ErrorCode::corrupt_weights, part);
            refused(tree, ErrorCode::corrupt_weights, file);
        }
    }
}

TEST_CASE("a merged file is held to what is asked of it") {
    Tree tree;
    tree.options.attention_version = AttentionVersion::vitonhd;
    const fs::path merged = tree.folder.path() / "merged.bin";  // told by its content
    weights::write_merged_model(weights::open_model(tree.options), weights::DType::f32, merged);
    tree.options.model = merged.string();
    CHECK(query_of(tree.options) == 201);
    tree.options.attention_version = AttentionVersion::mix;  // the default: nothing asked
    CHECK(query_of(tree.options) == 201);
    tree.options.attention_version = AttentionVersion::dresscode;
    refused(tree, ErrorCode::invalid_argument, "'dresscode-16k-512' but 'vitonhd-16k-512'");
    tree.options.attention_version = AttentionVersion::mix;
    tree.options.vae = (tree.root / kVae).string();
    refused(tree, ErrorCode::invalid_argument, "must be empty");
    tree.options.vae.clear();
    tree.options.model = (tree.folder.path() / "absent.safetensors").string();
    refused(tree, ErrorCode::not_found, "cannot find the file");
}
