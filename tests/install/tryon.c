/* A try-on with the installed C library: tryon_c MODEL PERSON CLOTH MASK OUTPUT */
#include <catvton/catvton.h>
#include <stdio.h>

static int failed(const char* what) {
    fprintf(stderr, "%s: %s\n", what, catvton_last_error_message());
    return 1;
}

/* The handle stays alive until the process ends: the view borrows its pixels. */
static catvton_status load(const char* path, int32_t channels, catvton_image_view* view) {
    catvton_decode_options options = CATVTON_DECODE_OPTIONS_INIT;
    catvton_image image = 0;
    options.channels = channels;
    const catvton_status status = catvton_image_load(path, &options, &image);
    return status == CATVTON_STATUS_OK ? catvton_image_get_view(image, view) : status;
}

int main(int count, char** arguments) {
    catvton_device_options device = CATVTON_DEVICE_OPTIONS_INIT;
    catvton_model_options model = CATVTON_MODEL_OPTIONS_INIT;
    catvton_tryon_options options = CATVTON_TRYON_OPTIONS_INIT;
    catvton_image_view person, cloth, mask, picture;
    catvton_context context = 0;
    catvton_pipeline pipeline = 0;
    catvton_tryon_result result = 0;
    if (count != 6) return 2;
    if (catvton_abi_version() != CATVTON_ABI_VERSION) return 3;
    if (load(arguments[2], 3, &person) || load(arguments[3], 3, &cloth) ||
        load(arguments[4], 1, &mask)) {
        return failed("pictures");
    }
    device.device = "cpu";
    if (catvton_context_create(&device, &context)) return failed("context");
    model.model = arguments[1];
    if (catvton_pipeline_create(context, &model, &pipeline)) return failed("pipeline");
    options.width = 64;
    options.height = 96;
    options.num_inference_steps = 2;
    if (catvton_pipeline_run(pipeline, &person, &cloth, &mask, &options, &result) ||
        catvton_tryon_result_get_image(result, &picture) ||
        catvton_image_save(&picture, arguments[5], 95)) {
        return failed("try-on");
    }
    catvton_tryon_result_free(result);
    catvton_pipeline_free(pipeline);
    catvton_context_free(context);
    return 0;
}
