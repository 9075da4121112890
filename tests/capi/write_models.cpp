/// Writes what the tests of the C ABI and of the installation read, into the folder that the first
/// argument names: tiny.safetensors and tiny_mask_free.safetensors (formula weights), masker/ (a
/// small masker), and person.png, cloth.png and mask.png (64 x 96).
#include <cstdio>
#include <filesystem>

#include "catvton/image.hpp"
#include "support/diffusion_models.hpp"
#include "support/tiny_pipeline.hpp"
#include "unit/masker/small_masker.hpp"

namespace {

namespace fs = std::filesystem;
using namespace catvton;

void write_model(bool mask_free, const fs::path& path) {
    weights::write_merged_model(test::formula_components({"tiny", mask_free, 1.0f}),
                                weights::DType::f32, path);
}

void write_all(const fs::path& folder) {
    fs::create_directories(folder);
    write_model(false, folder / "tiny.safetensors");
    write_model(true, folder / "tiny_mask_free.safetensors");
    const test::SmallMaskerFolder masker;
    fs::copy(masker.path(), folder / "masker",
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    const auto request = test::RecordedRequest::load("pipeline_1step");
    save_image(request.person, folder / "person.png");
    save_image(request.cloth, folder / "cloth.png");
    save_image(request.mask, folder / "mask.png");
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: write_models FOLDER\n");
        return 2;
    }
    try {
        write_all(arguments[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
