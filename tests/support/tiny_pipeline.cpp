#include "support/tiny_pipeline.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "support/diffusion_models.hpp"
#include "support/golden_file.hpp"

namespace catvton::test {

namespace {

Image to_image(const GoldenTensor& tensor) {
    const bool colour = tensor.shape.back() == 3;
    const std::size_t rank = tensor.shape.size() - (colour ? 1 : 0);
    Image image(static_cast<int>(tensor.shape[rank - 1]), static_cast<int>(tensor.shape[rank - 2]),
                colour ? 3 : 1);
    std::copy_n(tensor.bytes.begin(), image.size(), reinterpret_cast<std::byte*>(image.data()));
    return image;
}

}  // namespace

std::shared_ptr<GpuContext> cpu_context() {
    DeviceOptions options;
    options.device = "cpu";
    options.precision = Precision::fp32;
    options.threads = 2;
    return GpuContext::create(options);
}

Pipeline tiny_pipeline(std::shared_ptr<GpuContext> context, bool mask_free,
                       const std::function<void(weights::ModelComponents&)>& change) {
    weights::ModelComponents components = formula_components({"tiny", mask_free, 1.0f});
    if (change) change(components);
    const TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "merged.safetensors";
    weights::write_merged_model(components, weights::DType::f32, file);
    ModelOptions options;
    options.model = file.string();
    options.mask_free = mask_free;
    // The mapping outlives the file's name.
    return Pipeline(std::move(context), options);
}

RecordedRequest RecordedRequest::load(const std::string& name) {
    std::ifstream in(std::filesystem::path(CATVTON_TEST_DATA) / "diffusion/cases.json");
    const nlohmann::json row = nlohmann::json::parse(in).at(name);
    const auto golden = GoldenFile::open("diffusion/" + name + ".safetensors");
    RecordedRequest request;
    request.person = to_image(golden.tensor("person_u8"));
    request.cloth = to_image(golden.tensor("garment_u8"));
    if (golden.contains("mask_u8")) request.mask = to_image(golden.tensor("mask_u8"));
    request.result = to_image(golden.tensor("image_u8"));
    request.options.width = row.at("width");
    request.options.height = row.at("height");
    request.options.num_inference_steps = row.at("steps");
    request.options.guidance_scale = row.at("guidance");
    request.options.eta = row.at("eta");
    request.options.seed = row.at("seed");
    request.options.mask_blur = 0;
    return request;
}

}  // namespace catvton::test
