/// tryon PERSON CLOTH SEED OUTPUT: the try-on that test_same_bytes.py asks of every language, in C.
#include <stdio.h>
#include <stdlib.h>

#include "catvton/catvton.h"

static void require(catvton_status status) {
    if (status == CATVTON_STATUS_OK) return;
    fprintf(stderr, "%s\n", catvton_last_error_message());
    exit(1);
}

static catvton_image_view load(const char* path) {
    catvton_image image = 0;
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    require(catvton_image_load(path, NULL, &image));
    require(catvton_image_get_view(image, &view));
    return view;
}

int main(int count, char** arguments) {
    catvton_device_options device = CATVTON_DEVICE_OPTIONS_INIT;
    catvton_model_options model = CATVTON_MODEL_OPTIONS_INIT;
    catvton_tryon_options options = CATVTON_TRYON_OPTIONS_INIT;
    catvton_context context = 0;
    catvton_pipeline pipeline = 0;
    catvton_masker masker = 0;
    catvton_tryon_result result = 0;
    catvton_image_view picture = CATVTON_IMAGE_VIEW_INIT;
    if (count != 5) return 2;
    const catvton_image_view person = load(arguments[1]);
    const catvton_image_view cloth = load(arguments[2]);
    device.device = "cpu";
    device.threads = 1;
    model.model = "mini";
    require(catvton_context_create(&device, &context));
    require(catvton_pipeline_create(context, &model, &pipeline));
    require(catvton_masker_create(context, &model, &masker));
    require(catvton_pipeline_get_default_options(pipeline, &options));
    options.num_inference_steps = 4;
    options.seed = atoll(arguments[3]);
    require(catvton_pipeline_run_with_masker(pipeline, &person, &cloth, masker, CATVTON_CLOTH_UPPER,
                                             &options, NULL, &result, NULL));
    require(catvton_tryon_result_get_image(result, &picture));
    require(catvton_image_save(&picture, arguments[4], 95));
    return 0;
}
