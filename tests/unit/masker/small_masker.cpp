#include "unit/masker/small_masker.hpp"

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/formula_state_dict.hpp"
#include "weights/safetensors_writer.hpp"

namespace catvton::test {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kDivisor = 8;
/// Smaller numbers are classes, anchors or colours.
constexpr std::int64_t kFewestChannels = 48;

/// Where a block's number stands in parameter names, and how many blocks stay.
struct Stage {
    std::string prefix;
    std::int64_t blocks;
};

bool is_dropped(const std::string& name, const std::vector<Stage>& stages) {
    for (const Stage& stage : stages) {
        const auto at = name.find(stage.prefix);
        if (at == std::string::npos) continue;
        return std::stoll(name.substr(at + stage.prefix.size())) >= stage.blocks;
    }
    return false;
}

json small_manifest(const std::string& name, const std::vector<Stage>& stages) {
    std::ifstream file(fs::path(CATVTON_TEST_DATA) / "masker" / name);
    json manifest = json::parse(file);
    json parameters = json::array();
    for (json row : manifest.at("parameters")) {
        if (is_dropped(row[0].get<std::string>(), stages)) continue;
        for (std::size_t axis = 0; axis < std::min<std::size_t>(2, row[1].size()); ++axis) {
            const auto channels = row[1][axis].get<std::int64_t>();
            if (channels >= kFewestChannels) row[1][axis] = channels / kDivisor;
        }
        parameters.push_back(row);
    }
    manifest["parameters"] = parameters;
    return manifest;
}

void write_json(const fs::path& path, const json& value) { std::ofstream(path) << value.dump(); }

void write_checkpoint(const fs::path& path, const json& manifest,
                      const FormulaOverrides& overrides = {}) {
    const fs::path manifest_path = path.string() + ".manifest.json";
    write_json(manifest_path, manifest);
    // The kind of a weight file is told by its content: a safetensors file may bear any name.
    weights::write_safetensors(formula_state_dict(manifest_path, "", overrides), path);
    fs::remove(manifest_path);
}

void write_parser(const fs::path& folder, const std::string& checkpoint, const std::string& kind) {
    const std::vector<std::int64_t> blocks{1, 1, 2, 1};
    std::vector<Stage> stages;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        std::string prefix = "layer";
        prefix += std::to_string(i + 1);
        stages.push_back({prefix.append("."), blocks[i]});
    }
    write_checkpoint(folder / checkpoint, small_manifest("schp_" + kind + ".json", stages));
    write_json(folder / (kind + ".json"), {{"blocks", blocks},
                                           {"stem_channels", {8, 8, 16}},
                                           {"width", 8},
                                           {"context_channels", 64},
                                           {"head_channels", 32},
                                           {"detail_channels", 6}});
}

void write_detector(const fs::path& folder, float person_bias) {
    const std::vector<std::int64_t> blocks{1, 1, 1, 1};
    const std::vector<Stage> stages{{"res2.", 1}, {"res3.", 1}, {"res4.", 1}, {"res5.", 1}};
    write_checkpoint(folder / "model_final_162be9.pkl",
                     small_manifest("densepose_r50_fpn.json", stages),
                     {{"roi_heads.box_predictor.cls_score.bias", {person_bias, -person_bias}}});
    write_json(folder / "config.json", {{"blocks", blocks},
                                        {"stem_channels", 8},
                                        {"width", 8},
                                        {"fpn_channels", 32},
                                        {"box_head_dim", 128},
                                        {"head_dim", 64},
                                        {"min_size", 320},
                                        {"max_size", 533},
                                        {"max_detections", 20}});
}

}  // namespace

SmallMaskerFolder::SmallMaskerFolder(float person_bias) {
    static std::atomic<int> count{0};
    path_ = fs::temp_directory_path() /
            ("catvton_small_masker_" + std::to_string(getpid()) + "_" + std::to_string(count++));
    fs::create_directories(path_ / "SCHP");
    fs::create_directories(path_ / "DensePose");
    write_parser(path_ / "SCHP", "exp-schp-201908301523-atr.pth", "atr");
    write_parser(path_ / "SCHP", "exp-schp-201908261155-lip.pth", "lip");
    write_detector(path_ / "DensePose", person_bias);
}

SmallMaskerFolder::~SmallMaskerFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace catvton::test
