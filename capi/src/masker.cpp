#include "options.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_masker_create(catvton_context context, const catvton_model_options* options,
                                     catvton_masker* masker) {
    return return_handle(masker, "masker", [&] {
        return AutoMasker(object_of<GpuContext>(context), model_options(options));
    });
}

catvton_status catvton_masker_run(catvton_masker masker, const catvton_image_view* person,
                                  std::int32_t cloth_type, const catvton_mask_options* options,
                                  catvton_mask_result* result) {
    return return_handle(result, "result", [&] {
        return object_of<AutoMasker>(masker)->mask(
            to_view(person, "person"), to_enum(cloth_type, ClothType::outer, "cloth_type"),
            mask_options(options));
    });
}

catvton_status catvton_masker_load(catvton_masker masker) {
    return guard([&] { object_of<AutoMasker>(masker)->load(); });
}

catvton_status catvton_masker_unload(catvton_masker masker) {
    return guard([&] { object_of<AutoMasker>(masker)->release(); });
}

catvton_status catvton_masker_set_cache_bytes(catvton_masker masker, std::uint64_t bytes) {
    return guard([&] { object_of<AutoMasker>(masker)->set_cache_bytes(bytes); });
}

catvton_status catvton_masker_free(catvton_masker masker) {
    return free_handle<AutoMasker>(masker);
}
