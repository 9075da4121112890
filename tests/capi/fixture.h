/// The tiny models and pictures that write_models writes, as handles.
#ifndef CATVTON_TESTS_CAPI_FIXTURE_H
#define CATVTON_TESTS_CAPI_FIXTURE_H

#include "catvton/catvton.h"

/// The folder of the models: the program's first argument.
void fixture_init(int count, char** arguments);
/// Path of a file in that folder, in one of eight rotating buffers of the calling thread.
const char* fixture_path(const char* name);

/// A CPU context with one thread: what the tests measure is not speed.
catvton_context make_context(void);
catvton_pipeline make_pipeline(catvton_context context);
catvton_pipeline make_mask_free_pipeline(catvton_context context);
catvton_masker make_masker(catvton_context context);
/// "person", "cloth" or "mask".
catvton_image make_picture(const char* name);

/// The pictures as views, loaded once.
struct pictures {
    catvton_image_view person;
    catvton_image_view cloth;
    catvton_image_view mask;
};
const struct pictures* fixture_pictures(void);

/// A try-on of the pictures at their own size, in `steps` steps.
catvton_tryon_options fixture_options(int32_t steps);

#endif
