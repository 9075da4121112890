/// Progress, preview and log callbacks: what they are told, that they may cancel, and that calling
/// back into the library is an error instead of a deadlock.
#include <string.h>

#include "check.h"
#include "fixture.h"

/// What the callbacks saw, and what they are to do.
struct record {
    int calls;
    int last_step;
    int stages[5];
    int cancel_at_step;  ///< -1: never
    catvton_pipeline nested;
    catvton_status nested_status;
    char nested_message[256];
    catvton_status free_status;
};

static catvton_status run(catvton_pipeline pipeline, const catvton_tryon_options* options,
                          catvton_tryon_result* result) {
    const struct pictures* const pictures = fixture_pictures();
    return catvton_pipeline_run(pipeline, &pictures->person, &pictures->cloth, &pictures->mask,
                                options, result);
}

static int32_t on_progress(const catvton_progress* progress, void* user_data) {
    struct record* const record = user_data;
    CHECK(progress->struct_size == sizeof *progress);
    CHECK(progress->steps == 4);
    CHECK(progress->step >= record->last_step);
    CHECK(progress->seconds >= 0.0);
    CHECK(progress->stage >= CATVTON_STAGE_PREPARE && progress->stage <= CATVTON_STAGE_DECODE);
    ++record->calls;
    ++record->stages[progress->stage];
    record->last_step = progress->step;
    if (record->nested && record->calls == 1) {
        const catvton_tryon_options options = fixture_options(1);
        catvton_tryon_result result = 0;
        record->nested_status = run(record->nested, &options, &result);
        strncpy(record->nested_message, catvton_last_error_message(),
                sizeof record->nested_message - 1);
        record->free_status = catvton_pipeline_free(record->nested);
    }
    return progress->stage == CATVTON_STAGE_DENOISE && progress->step == record->cancel_at_step;
}

static int32_t on_preview(const catvton_image_view* image, int32_t step, void* user_data) {
    struct record* const record = user_data;
    catvton_bytes png = 0;
    CHECK(image->width == 64 && image->height == 96 && image->channels == 3);
    // Pictures need no lock: a preview may be encoded on the spot.
    CHECK_OK(catvton_image_encode(image, NULL, &png));
    CHECK_OK(catvton_bytes_free(png));
    ++record->calls;
    record->last_step = step;
    return step == record->cancel_at_step;
}

static struct record new_record(void) {
    struct record record;
    memset(&record, 0, sizeof record);
    record.cancel_at_step = -1;
    return record;
}

static void check_progress(catvton_pipeline pipeline) {
    struct record record = new_record();
    catvton_tryon_options options = fixture_options(4);
    catvton_tryon_result result = 0;
    options.progress = on_progress;
    options.progress_user_data = &record;
    CHECK_OK(run(pipeline, &options, &result));
    CHECK_OK(catvton_tryon_result_free(result));
    CHECK(record.last_step == 4);
    CHECK(record.stages[CATVTON_STAGE_DENOISE] >= 4);
    CHECK(record.stages[CATVTON_STAGE_DECODE] >= 1);

    record = new_record();
    record.cancel_at_step = 2;
    result = 7;
    CHECK_STATUS(run(pipeline, &options, &result), CATVTON_STATUS_CANCELLED);
    CHECK(result == 0);
    CHECK(record.last_step == 2);
}

static void check_preview(catvton_pipeline pipeline) {
    struct record record = new_record();
    catvton_tryon_options options = fixture_options(4);
    catvton_tryon_result result = 0;
    options.preview = on_preview;
    options.preview_user_data = &record;
    options.preview_every = 1;
    CHECK_OK(run(pipeline, &options, &result));
    CHECK_OK(catvton_tryon_result_free(result));
    CHECK(record.calls >= 3);

    record = new_record();
    record.cancel_at_step = 2;
    CHECK_STATUS(run(pipeline, &options, &result), CATVTON_STATUS_CANCELLED);
    CHECK(strstr(catvton_last_error_message(), "preview") != NULL);
    CHECK(record.last_step == 2);
}

/// A run inside a callback is refused, and a pipeline that is freed in one lives until it is done.
static void check_reentry(catvton_context context) {
    const catvton_pipeline pipeline = make_pipeline(context);
    struct record record = new_record();
    catvton_tryon_options options = fixture_options(4);
    catvton_tryon_result result = 0;
    record.nested = pipeline;
    options.progress = on_progress;
    options.progress_user_data = &record;
    CHECK_OK(run(pipeline, &options, &result));
    CHECK_STATUS(record.nested_status, CATVTON_STATUS_INVALID_STATE);
    CHECK(strstr(record.nested_message, "callback") != NULL);
    CHECK_OK(record.free_status);
    CHECK_OK(catvton_tryon_result_free(result));
    CHECK_STATUS(catvton_pipeline_free(pipeline), CATVTON_STATUS_INVALID_ARGUMENT);
}

static void check_cancellation(catvton_pipeline pipeline) {
    catvton_tryon_options options = fixture_options(4);
    catvton_tryon_result result = 0;
    int32_t cancelled = 7;
    REQUIRE_OK(catvton_cancellation_create(&options.cancellation));
    CHECK_OK(catvton_cancellation_get_cancelled(options.cancellation, &cancelled));
    CHECK(cancelled == 0);
    CHECK_OK(catvton_cancellation_cancel(options.cancellation));
    CHECK_OK(catvton_cancellation_get_cancelled(options.cancellation, &cancelled));
    CHECK(cancelled == 1);
    CHECK_STATUS(run(pipeline, &options, &result), CATVTON_STATUS_CANCELLED);
    CHECK_OK(catvton_cancellation_reset(options.cancellation));
    CHECK_OK(run(pipeline, &options, &result));
    CHECK_OK(catvton_tryon_result_free(result));
    CHECK_OK(catvton_cancellation_free(options.cancellation));
    CHECK_STATUS(run(pipeline, &options, &result), CATVTON_STATUS_INVALID_ARGUMENT);
}

static void on_log(int32_t level, const char* message, void* user_data) {
    struct record* const record = user_data;
    catvton_version_info version = CATVTON_VERSION_INFO_INIT;
    CHECK(level == CATVTON_LOG_INFO);
    CHECK(strstr(message, "fp32") != NULL);
    record->nested_status = catvton_get_version(&version);
    ++record->calls;
}

/// A CPU that does not compute in half precision says so in the log.
static void check_log(void) {
    struct record record = new_record();
    catvton_device_options options = CATVTON_DEVICE_OPTIONS_INIT;
    catvton_context context = 0;
    options.device = "cpu";
    options.precision = CATVTON_PRECISION_FP16;
    CHECK_OK(catvton_set_log_sink(on_log, &record, CATVTON_LOG_WARNING));
    CHECK_OK(catvton_context_create(&options, &context));
    CHECK_OK(catvton_context_free(context));
    CHECK(record.calls == 0);
    CHECK_OK(catvton_set_log_sink(on_log, &record, CATVTON_LOG_INFO));
    CHECK_OK(catvton_context_create(&options, &context));
    CHECK_OK(catvton_context_free(context));
    CHECK(record.calls == 1);
    CHECK(record.nested_status == CATVTON_STATUS_INVALID_STATE);
    CHECK_OK(catvton_set_log_sink(NULL, NULL, CATVTON_LOG_INFO));
    CHECK_OK(catvton_context_create(&options, &context));
    CHECK_OK(catvton_context_free(context));
    CHECK(record.calls == 1);
}

int main(int count, char** arguments) {
    fixture_init(count, arguments);
    const catvton_context context = make_context();
    const catvton_pipeline pipeline = make_pipeline(context);
    check_progress(pipeline);
    check_preview(pipeline);
    check_reentry(context);
    check_cancellation(pipeline);
    check_log();
    CHECK_OK(catvton_pipeline_free(pipeline));
    CHECK_OK(catvton_context_free(context));
    return check_failures != 0;
}
