#include "fixture.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

int check_failures = 0;

static const char* folder = ".";
static struct pictures pictures;

void fixture_init(int count, char** arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: %s FOLDER_OF_WRITE_MODELS\n", arguments[0]);
        exit(2);
    }
    folder = arguments[1];
    REQUIRE_OK(catvton_image_get_view(make_picture("person"), &pictures.person));
    REQUIRE_OK(catvton_image_get_view(make_picture("cloth"), &pictures.cloth));
    REQUIRE_OK(catvton_image_get_view(make_picture("mask"), &pictures.mask));
}

const char* fixture_path(const char* name) {
    static __thread char buffers[8][1024];
    static __thread unsigned next = 0;
    char* const buffer = buffers[next++ % 8];
    snprintf(buffer, sizeof buffers[0], "%s/%s", folder, name);
    return buffer;
}

catvton_context make_context(void) {
    catvton_device_options options = CATVTON_DEVICE_OPTIONS_INIT;
    catvton_context context = 0;
    options.device = "cpu";
    options.threads = 1;
    REQUIRE_OK(catvton_context_create(&options, &context));
    return context;
}

static catvton_pipeline load_pipeline(catvton_context context, const char* file,
                                      int32_t mask_free) {
    catvton_model_options options = CATVTON_MODEL_OPTIONS_INIT;
    catvton_pipeline pipeline = 0;
    options.model = fixture_path(file);
    options.mask_free = mask_free;
    REQUIRE_OK(catvton_pipeline_create(context, &options, &pipeline));
    return pipeline;
}

catvton_pipeline make_pipeline(catvton_context context) {
    return load_pipeline(context, "tiny.safetensors", 0);
}

catvton_pipeline make_mask_free_pipeline(catvton_context context) {
    return load_pipeline(context, "tiny_mask_free.safetensors", 1);
}

catvton_masker make_masker(catvton_context context) {
    catvton_model_options options = CATVTON_MODEL_OPTIONS_INIT;
    catvton_masker masker = 0;
    options.resume_path = fixture_path("masker");
    REQUIRE_OK(catvton_masker_create(context, &options, &masker));
    return masker;
}

catvton_image make_picture(const char* name) {
    catvton_decode_options options = CATVTON_DECODE_OPTIONS_INIT;
    catvton_image image = 0;
    char file[64];
    snprintf(file, sizeof file, "%s.png", name);
    if (strcmp(name, "mask") == 0) options.channels = 1;
    REQUIRE_OK(catvton_image_load(fixture_path(file), &options, &image));
    return image;
}

const struct pictures* fixture_pictures(void) { return &pictures; }

catvton_tryon_options fixture_options(int32_t steps) {
    catvton_tryon_options options = CATVTON_TRYON_OPTIONS_INIT;
    options.width = pictures.person.width;
    options.height = pictures.person.height;
    options.num_inference_steps = steps;
    options.mask_blur = 0;
    return options;
}
