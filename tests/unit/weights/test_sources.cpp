#include <doctest/doctest.h>

#include <cstdlib>
#include <map>

#include "support/error_check.hpp"
#include "support/formula_state_dict.hpp"
#include "unit/weights/file_fixture.hpp"
#include "unit/weights/small_model.hpp"
#include "weights/hub_cache.hpp"
#include "weights/merged_model.hpp"
#include "weights/model_source.hpp"
#include "weights/shard_index.hpp"

using namespace catvton;
using test::check_error;
using test::float_entry;
using test::write_file;
using test::write_tensor;

namespace {

namespace fs = std::filesystem;

constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";

using Values = std::map<std::string, std::string>;

/// Sets environment variables and restores them at the end.
class Environment {
public:
    explicit Environment(const Values& values) {
        for (const char* name :
             {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME"}) {
            const char* const old = std::getenv(name);
            saved_[name] = old ? old : "";
            const auto value = values.find(name);
            setenv(name, value == values.end() ? "" : value->second.c_str(), 1);
        }
    }
    ~Environment() {
        for (const auto& [name, value] : saved_) setenv(name.c_str(), value.c_str(), 1);
    }

private:
    std::map<std::string, std::string> saved_;
};

}  // namespace

TEST_CASE("the cache's root follows the environment") {
    {
        const Environment e(Values{{"HF_HUB_CACHE", "/a"}, {"HF_HOME", "/b"}});
        CHECK(weights::hub_cache_root() == "/a");
    }
    {
        const Environment e(Values{{"HUGGINGFACE_HUB_CACHE", "/h"}, {"HF_HOME", "/b"}});
        CHECK(weights::hub_cache_root() == "/h");
    }
    {
        const Environment e(Values{{"HF_HOME", "/b"}});
        CHECK(weights::hub_cache_root() == "/b/hub");
    }
    {
        const Environment e(Values{{"XDG_CACHE_HOME", "/x"}, {"HOME", "/me"}});
        CHECK(weights::hub_cache_root() == "/x/huggingface/hub");
    }
    {
        const Environment e(Values{{"HOME", "/me"}});
        CHECK(weights::hub_cache_root() == "/me/.cache/huggingface/hub");
    }
    {
        const Environment e(Values{{"HOME", "/me"}, {"HF_HOME", "~/hf"}});
        CHECK(weights::hub_cache_root() == "/me/hf/hub");
    }
}

TEST_CASE("variables in the cache's root are expanded, what is not one stays") {
    setenv("CATVTON_TEST_PLACE", "/place", 1);
    unsetenv("CATVTON_TEST_ABSENT");
    const Values roots{{"$CATVTON_TEST_PLACE/a", "/place/a"},
                       {"${CATVTON_TEST_PLACE}b", "/placeb"},
                       {"/x/${CATVTON_TEST_PLACE", "/x/${CATVTON_TEST_PLACE"},
                       {"$CATVTON_TEST_ABSENT/a", "$CATVTON_TEST_ABSENT/a"},
                       {"/a$", "/a$"},
                       {"$$", "$$"},
                       {"${}", "${}"},
                       {"~", "/me"},
                       {"~/a", "/me/a"},
                       {"~other/a", "~other/a"},
                       {"/a/~/b", "/a/~/b"},
                       {"relative", "relative"}};
    for (const auto& [given, expanded] : roots) {
        const Environment e(Values{{"HF_HUB_CACHE", given}, {"HOME", "/me"}});
        CAPTURE(given);
        CHECK(weights::hub_cache_root().string() == expanded);
    }
    unsetenv("CATVTON_TEST_PLACE");
}

TEST_CASE("what the cache holds is not trusted as a path") {
    const test::TemporaryFolder folder;
    const Environment e(Values{{"HF_HUB_CACHE", folder.path().string()}});
    const fs::path ref = folder.path() / "models--o--r" / "refs" / "main";
    for (const std::string& content :
         {std::string(), std::string("main"), std::string(39, 'a'), std::string(41, 'a'),
          std::string(40, 'A'), std::string(39, 'a') + "/", std::string(40, 'a') + "/..",
          " " + std::string(40, 'a'), std::string(40, '\0')}) {
        CAPTURE(content);
        write_file(ref, content);
        check_error(ErrorCode::io, "does not hold a commit", [] { weights::find_snapshot("o/r"); });
    }
    for (const char* revision : {"", "..", "../main", "a/b", ".hidden"}) {
        check_error(ErrorCode::invalid_argument, "is no revision",
                    [&] { weights::find_snapshot("o/r", revision); });
    }
}

TEST_CASE("repository ids") {
    for (const char* good : {"owner/name", "name", "a-b_c/d.e", "stabilityai/sd-vae-ft-mse"}) {
        CHECK(weights::is_repository_id(good));
    }
    for (const char* bad : {"", "/", "a/", "/b", "a/b/c", "..", "a/..", "../b", "a/.b", "a--b/c",
                            "a b/c", "a/b.git", "a/b/", "-a/b"}) {
        CAPTURE(bad);
        CHECK_FALSE(weights::is_repository_id(bad));
    }
}

TEST_CASE("snapshots are found by ref and by commit") {
    const test::TemporaryFolder folder;
    const Environment e(Values{{"HF_HUB_CACHE", folder.path().string()}});
    const fs::path repository = folder.path() / "models--o--r";
    CHECK_FALSE(weights::find_snapshot("o/r").has_value());
    write_file(repository / "refs" / "main", std::string(kCommit) + "\n");
    CHECK_FALSE(weights::find_snapshot("o/r").has_value());
    fs::create_directories(repository / "snapshots" / kCommit);
    CHECK(weights::find_snapshot("o/r").value() == repository / "snapshots" / kCommit);
    CHECK(weights::find_snapshot("o/r", kCommit).has_value());
    check_error(ErrorCode::invalid_argument, "neither a folder nor a repository",
                [] { weights::find_snapshot("../r"); });
    write_file(repository / "refs" / "main", "../../../etc");
    check_error(ErrorCode::io, "does not hold a commit", [] { weights::find_snapshot("o/r"); });
}

TEST_CASE("what is not there is named, with the places that were searched") {
    const test::TemporaryFolder folder;
    const Environment e(Values{{"HF_HUB_CACHE", folder.path().string()}});
    check_error(ErrorCode::not_found, "booksforcharlie/stable-diffusion-inpainting",
                [] { weights::open_model({}); });
    check_error(ErrorCode::not_found, "catvton models pull catvton", [] { weights::open_model({}); });
    check_error(ErrorCode::not_found, "/no/such/folder", [] {
        ModelOptions options;
        options.model = "/no/such/folder";
        weights::open_model(options);
    });
    fs::create_directory(folder.path() / "empty");
    check_error(ErrorCode::not_found, "expected diffusion_pytorch_model.safetensors",
                [&] { weights::load_component(folder.path() / "empty"); });
}

TEST_CASE("a component prefers safetensors, then shards, then half precision") {
    const test::TemporaryFolder folder;
    write_tensor(folder.path() / "diffusion_pytorch_model.fp16.safetensors", "half");
    CHECK(weights::load_component(folder.path()).find("half"));
    write_tensor(folder.path() / "part-1.safetensors", "one");
    write_tensor(folder.path() / "part-2.safetensors", "two");
    write_file(
        folder.path() / "diffusion_pytorch_model.safetensors.index.json",
        R"({"metadata":{},"weight_map":{"one":"part-1.safetensors","two":"part-2.safetensors"}})");
    CHECK(weights::load_component(folder.path()).size() == 2);
    write_tensor(folder.path() / "diffusion_pytorch_model.safetensors", "whole");
    CHECK(weights::load_component(folder.path()).find("whole"));
}

TEST_CASE("broken shard indexes") {
    const test::TemporaryFolder folder;
    const fs::path index = folder.path() / "x.index.json";
    write_tensor(folder.path() / "part.safetensors", "one");
    const auto refused = [&](const std::string& text, const char* rule) {
        CAPTURE(text);
        write_file(index, text);
        check_error(ErrorCode::corrupt_weights, rule, [&] { weights::load_sharded(index); });
    };
    refused("[]", "not an object");
    refused("{}", "weight_map is missing");
    refused(R"({"weight_map":{}})", "weight_map is missing");
    refused(R"({"weight_map":{"one":1}})", "not a file name");
    refused(R"({"weight_map":{"one":"../part.safetensors"}})", "not a file name");
    refused(R"({"weight_map":{"one":"/etc/passwd"}})", "not a file name");
    refused(R"({"weight_map":{"one":"part.safetensors","one":"part.safetensors"}})",
            "duplicate key");
    refused(R"({"weight_map":{"one":"part.safetensors","two":"part.safetensors"}})", "lacks 'two'");
    refused(R"({"weight_map":{"two":"part.safetensors"}})", "holds 'one'");
    refused(R"({"weight_map":[]})", "weight_map is missing");
    refused(R"({"weight_map":{"one":".."}})", "not a file name");
    refused(R"({"weight_map":{"one":""}})", "not a file name");
    refused(R"({"weight_map":{"one":"a\\b"}})", "not a file name");
    refused(R"({"weight_map":{"one":"a\u0000b"}})", "not a file name");
    refused(R"({"weight_map":{"one":["part.safetensors"]}})", "not a file name");
    write_tensor(folder.path() / "again.safetensors", "one");
    refused(R"({"weight_map":{"one":"part.safetensors","two":"again.safetensors"}})",
            "holds 'one'");
    write_file(index, R"({"weight_map":{"one":"absent.safetensors"}})");
    check_error(ErrorCode::not_found, "absent", [&] { weights::load_sharded(index); });
}

TEST_CASE("one merged file: written and read back, in every precision") {
    const test::TemporaryFolder folder;
    weights::ModelComponents components;
    components.unet_config = R"({"a":1})";
    components.vae_config = R"({"b":2})";
    components.scheduler_config = R"({"c":3})";
    components.unet.add("x", float_entry({2}, {1.5f, -2.0f}));
    components.unet.add("y.attn2.z", float_entry({1}, {0}));
    components.vae.add("v", float_entry({1}, {0.25f}));
    for (const auto dtype : {weights::DType::f32, weights::DType::f16, weights::DType::bf16}) {
        const fs::path path = folder.path() / "merged.safetensors";
        weights::write_merged_model(components, dtype, path);
        ModelOptions options;
        options.model = path.string();
        const weights::ModelComponents read = weights::open_model(options);
        CHECK(read.unet_config == components.unet_config);
        CHECK(read.vae_config == components.vae_config);
        CHECK(read.scheduler_config == components.scheduler_config);
        CHECK(read.unet.size() == 1);
        CHECK((read.unet.find("x")->dtype == dtype));
        CHECK(read.vae.find("v"));
    }
    check_error(ErrorCode::invalid_argument, "I64", [&] {
        weights::write_merged_model(components, weights::DType::i64, folder.path() / "m");
    });
    const fs::path other = folder.path() / "other.safetensors";
    write_tensor(other, "x");
    ModelOptions options;
    options.model = other.string();
    check_error(ErrorCode::unsupported_format, "not a merged model",
                [&] { weights::open_model(options); });
}
