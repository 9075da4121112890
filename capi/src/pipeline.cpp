#include "options.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_pipeline_create(catvton_context context,
                                       const catvton_model_options* options,
                                       catvton_pipeline* pipeline) {
    return return_handle(pipeline, "pipeline", [&] {
        return Pipeline(object_of<GpuContext>(context), model_options(options));
    });
}

catvton_status catvton_pipeline_run(catvton_pipeline pipeline, const catvton_image_view* person,
                                    const catvton_image_view* cloth, const catvton_image_view* mask,
                                    const catvton_tryon_options* options,
                                    catvton_tryon_result* result) {
    return return_handle(result, "result", [&] {
        return object_of<Pipeline>(pipeline)->run(
            to_view(person, "person"), to_view(cloth, "cloth"), to_optional_view(mask, "mask"),
            tryon_options(options));
    });
}

catvton_status catvton_pipeline_run_with_masker(
    catvton_pipeline pipeline, const catvton_image_view* person, const catvton_image_view* cloth,
    catvton_masker masker, std::int32_t cloth_type, const catvton_tryon_options* options,
    const catvton_mask_options* mask_options, catvton_tryon_result* result,
    catvton_mask_result* masked) {
    if (masked) *masked = 0;
    return return_value(result, "result", [&] {
        MaskResult maps;
        TryOnResult tryon = object_of<Pipeline>(pipeline)->run(
            to_view(person, "person"), to_view(cloth, "cloth"), *object_of<AutoMasker>(masker),
            to_enum(cloth_type, ClothType::outer, "cloth_type"), tryon_options(options),
            capi::mask_options(mask_options), &maps);
        const catvton_tryon_result handle = insert_handle(std::move(tryon));
        if (!masked) return handle;
        try {
            *masked = insert_handle(std::move(maps));
        } catch (...) {
            HandleTable::instance().remove(handle, HandleType::tryon_result);
            throw;
        }
        return handle;
    });
}

catvton_status catvton_pipeline_estimate(catvton_pipeline pipeline,
                                         const catvton_tryon_options* options, std::int32_t batch,
                                         catvton_memory_estimate* estimate) {
    return return_struct(estimate, "estimate", [&] {
        const MemoryEstimate bytes =
            object_of<Pipeline>(pipeline)->estimate(tryon_options(options), batch);
        return catvton_memory_estimate{sizeof(catvton_memory_estimate), 0, bytes.weights,
                                       bytes.activations, bytes.total};
    });
}

catvton_status catvton_pipeline_get_default_options(catvton_pipeline pipeline,
                                                    catvton_tryon_options* options) {
    return return_struct(options, "options", [&] {
        return from_options(object_of<Pipeline>(pipeline)->default_options());
    });
}

catvton_status catvton_pipeline_get_mask_free(catvton_pipeline pipeline, std::int32_t* mask_free) {
    return return_value(mask_free, "mask_free",
                        [&] { return object_of<Pipeline>(pipeline)->mask_free(); });
}

catvton_status catvton_pipeline_free(catvton_pipeline pipeline) {
    return free_handle<Pipeline>(pipeline);
}

catvton_status catvton_fitted_person(const catvton_image_view* person,
                                     const catvton_tryon_options* options, catvton_image* image) {
    return return_handle(image, "image", [&] {
        return Pipeline::fitted_person(to_view(person, "person"), tryon_options(options));
    });
}
