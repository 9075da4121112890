#include "golden/diffusion/pipeline_golden.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "catvton/image.hpp"
#include "diffusion/pixels.hpp"

namespace catvton::test {

namespace {

constexpr double kTolerance = 1e-4;

/// Picture `index` of "<name>_u8", whose shape is [H, W(, 3)] or, for batches, [B, H, W(, 3)].
Image golden_image(const GoldenFile& golden, const std::string& name, int index, bool batch,
                   int channels) {
    const GoldenTensor tensor = golden.tensor(name + "_u8");
    const std::size_t first = batch ? 1 : 0;
    Image image(static_cast<int>(tensor.shape.at(first + 1)),
                static_cast<int>(tensor.shape.at(first)), channels);
    const auto from = tensor.bytes.begin() + static_cast<std::ptrdiff_t>(image.size()) * index;
    std::copy_n(from, image.size(), reinterpret_cast<std::byte*>(image.data()));
    return image;
}

/// Numbers the repeated values of a run as the goldens do: "latents.0", "latents.1", ...
class TraceNames {
public:
    std::string operator()(const std::string& module) {
        static const std::vector<std::string> kRepeated{"latents", "noise_pred", "variance_noise",
                                                        "unet_in", "unet_out"};
        if (std::find(kRepeated.begin(), kRepeated.end(), module) == kRepeated.end()) return module;
        return module + "." + std::to_string(count_[module]++);
    }

private:
    std::map<std::string, int> count_;
};

}  // namespace

PipelineCase PipelineCase::load(const std::string& name) {
    std::ifstream in(std::filesystem::path(CATVTON_TEST_DATA) / "diffusion/cases.json");
    const nlohmann::json row = nlohmann::json::parse(in).at(name);
    PipelineCase c;
    c.name = name;
    c.model.size = row.at("size");
    c.model.mask_free = row.at("variant") == "mask-free";
    c.width = row.at("width");
    c.height = row.at("height");
    c.batch = row.at("batch");
    c.options.num_inference_steps = row.at("steps");
    c.options.guidance_scale = row.at("guidance");
    c.options.eta = row.at("eta");
    c.options.seed = row.at("seed");
    return c;
}

diffusion::TryOnInputs golden_inputs(const PipelineCase& c, const GoldenFile& golden) {
    std::vector<at::Tensor> persons, cloths, masks;
    const bool batch = c.batch > 1;
    for (int i = 0; i < c.batch; ++i) {
        const Image person = golden_image(golden, "person", i, batch, 3);
        const Image cloth = golden_image(golden, "garment", i, batch, 3);
        persons.push_back(diffusion::image_to_tensor(resize_and_crop(person, c.width, c.height)));
        cloths.push_back(diffusion::image_to_tensor(resize_and_padding(cloth, c.width, c.height)));
        if (c.model.mask_free) continue;
        const Image mask = golden_image(golden, "mask", i, batch, 1);
        masks.push_back(diffusion::mask_to_tensor(resize_and_crop(mask, c.width, c.height)));
    }
    return {at::cat(persons), at::cat(cloths), masks.empty() ? at::Tensor() : at::cat(masks)};
}

at::Tensor to_bytes(const at::Tensor& decoded) {
    std::vector<at::Tensor> pictures;
    for (std::int64_t i = 0; i < decoded.size(0); ++i) {
        const Image image = diffusion::tensor_to_image(decoded, i);
        at::Tensor bytes = at::empty({1, image.height(), image.width(), 3}, at::kByte);
        std::copy_n(image.data(), image.size(), bytes.mutable_data_ptr<std::uint8_t>());
        pictures.push_back(bytes);
    }
    return at::cat(pictures);
}

int check_pipeline(const PipelineCase& c, const diffusion::TryOnModel& model) {
    const c10::InferenceMode guard;
    const auto golden = GoldenFile::open("diffusion/" + c.name + ".safetensors");
    const diffusion::TryOnInputs inputs = golden_inputs(c, golden);
    CHECK(at::equal(inputs.person, golden_tensor(golden, "person")));
    CHECK(at::equal(inputs.cloth, golden_tensor(golden, "garment")));
    if (inputs.mask.defined()) CHECK(at::equal(inputs.mask, golden_tensor(golden, "mask")));
    int checked = 0;
    TraceNames names;
    diffusion::SamplingHooks hooks;
    hooks.trace = [&](const std::string& module, const at::Tensor& value) {
        const std::string name = names(module);
        if (!golden.contains(name)) return;
        const bool random =
            name.find("noise") != std::string::npos && name.find("pred") == std::string::npos;
        // Random draws are the same bits on the same instruction set, 2e-6 apart on another.
        check_tensor_close(value, golden_tensor(golden, name), random ? 2e-6 : kTolerance,
                           c.name + " " + name);
        ++checked;
    };
    const at::Tensor decoded = model(inputs, c.options, hooks);
    check_image_close(to_bytes(decoded), golden_tensor(golden, "image_u8"), c.name);
    return checked;
}

}  // namespace catvton::test
