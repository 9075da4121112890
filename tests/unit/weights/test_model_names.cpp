#include <doctest/doctest.h>

#include <filesystem>

#include "support/error_check.hpp"
#include "unit/weights/file_fixture.hpp"
#include "unit/weights/small_model.hpp"
#include "weights/model_names.hpp"
#include "weights/model_source.hpp"

using namespace catvton;

namespace {

ModelOptions named(const char* name) {
    ModelOptions options;
    options.model = name;
    return weights::resolve_model_name(options);
}

}  // namespace

TEST_CASE("model names: the published variants are their repositories") {
    CHECK(named("catvton").model.empty());
    CHECK_FALSE(named("catvton").mask_free);
    CHECK(named("catvton-maskfree").model.empty());
    CHECK(named("catvton-maskfree").mask_free);
}

TEST_CASE("model names: mini lies where the library is") {
    const std::filesystem::path folder = named("mini").model;
    CHECK(folder == weights::models_folder() / "mini");
    CHECK(std::filesystem::is_regular_file(folder / weights::kTryOnFile));
}

TEST_CASE("model names: everything else stays as it is") {
    for (const char* const other : {"", "./mini", "mini/", "owner/mini", "Mini"}) {
        CHECK(named(other).model == other);
    }
}

TEST_CASE("a folder with one whole model: the file in it, and its run defaults") {
    const test::TemporaryFolder folder;
    test::write_small_model(folder.path() / "parts", false);
    ModelOptions parts;
    parts.model = (folder.path() / "parts").string();
    weights::ModelComponents components = weights::open_model(parts);
    CHECK(components.run_defaults.empty());
    components.run_defaults = R"({"width":192,"height":256})";
    const auto whole = folder.path() / "whole";
    std::filesystem::create_directory(whole);
    weights::write_merged_model(components, weights::DType::f32, whole / weights::kTryOnFile);

    ModelOptions options;
    options.model = whole.string();
    CHECK(weights::open_model(options).run_defaults == components.run_defaults);
    options.base_model = "elsewhere";
    test::check_error(ErrorCode::invalid_argument, "base_model",
                      [&] { weights::open_model(options); });
}

TEST_CASE("run defaults that are no JSON object are refused") {
    const test::TemporaryFolder folder;
    test::write_small_model(folder.path() / "parts", false);
    ModelOptions parts;
    parts.model = (folder.path() / "parts").string();
    weights::ModelComponents components = weights::open_model(parts);
    components.run_defaults = "[]";
    const auto merged = folder.path() / "merged.safetensors";
    weights::write_merged_model(components, weights::DType::f32, merged);
    ModelOptions options;
    options.model = merged.string();
    test::check_error(ErrorCode::corrupt_weights, "catvton.run_defaults",
                      [&] { weights::open_model(options); });
}
