/// A forked child: errors where going on could hang, also when another thread of the parent was
/// busy at the fork. An alarm ends a child that hangs.
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"

enum { kPatienceSeconds = 60 };

static catvton_context context;
static catvton_pipeline pipeline;
static catvton_masker masker;
static catvton_image picture;
static volatile int stop_making = 0;

/// Runs `check` in a child; its failures are this process's.
static void in_child(void (*check)(void)) {
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        alarm(kPatienceSeconds);
        check_failures = 0;
        check();
        _exit(check_failures != 0);
    }
    CHECK(child > 0);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(!WIFSIGNALED(status));
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/// Before the parent made a context a child can do everything.
static void use_library(void) {
    const struct pictures* const pictures = fixture_pictures();
    const catvton_tryon_options options = fixture_options(1);
    const catvton_pipeline own = make_pipeline(make_context());
    catvton_tryon_result result = 0;
    CHECK_OK(catvton_pipeline_run(own, &pictures->person, &pictures->cloth, &pictures->mask,
                                  &options, &result));
    CHECK_OK(catvton_tryon_result_free(result));
    CHECK_OK(catvton_pipeline_free(own));
}

static void check_refused(void) {
    const struct pictures* const pictures = fixture_pictures();
    const catvton_tryon_options options = fixture_options(1);
    catvton_memory_info memory = CATVTON_MEMORY_INFO_INIT;
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    catvton_tryon_result result = 7;
    catvton_mask_result mask = 7;
    catvton_context other = 7;
    catvton_models models = 7;
    CHECK_STATUS(catvton_pipeline_run(pipeline, &pictures->person, &pictures->cloth,
                                      &pictures->mask, &options, &result),
                 CATVTON_STATUS_INVALID_STATE);
    CHECK(strstr(catvton_last_error_message(), "fork") != NULL);
    CHECK(result == 0);
    CHECK_STATUS(catvton_masker_run(masker, &pictures->person, CATVTON_CLOTH_UPPER, NULL, &mask),
                 CATVTON_STATUS_INVALID_STATE);
    CHECK_STATUS(catvton_context_get_memory(context, &memory), CATVTON_STATUS_INVALID_STATE);
    CHECK_STATUS(catvton_image_get_view(picture, &view), CATVTON_STATUS_INVALID_STATE);
    CHECK_STATUS(catvton_pipeline_free(pipeline), CATVTON_STATUS_INVALID_STATE);
    CHECK_STATUS(catvton_context_free(context), CATVTON_STATUS_INVALID_STATE);
    CHECK_STATUS(catvton_context_create(NULL, &other), CATVTON_STATUS_INVALID_STATE);
    CHECK(other == 0);
    CHECK_STATUS(catvton_models_pull("mini", NULL, &models), CATVTON_STATUS_INVALID_STATE);
    CHECK(models == 0);
    CHECK_STATUS(catvton_set_log_sink(NULL, NULL, CATVTON_LOG_INFO), CATVTON_STATUS_INVALID_STATE);
    // Pictures need none of the parent's threads.
    const catvton_image own = make_picture("person");
    CHECK_OK(catvton_image_get_view(own, &view));
    CHECK(view.width == 64);
    CHECK_OK(catvton_image_free(own));
}

/// Keeps the lock of the handle table busy.
static inline void* make_and_free(void* unused) {
    while (!stop_making) {
        catvton_cancellation cancellation = 0;
        CHECK_OK(catvton_cancellation_create(&cancellation));
        CHECK_OK(catvton_cancellation_free(cancellation));
    }
    return unused;
}

int main(int count, char** arguments) {
    fixture_init(count, arguments);
    in_child(use_library);
    context = make_context();
    pipeline = make_pipeline(context);
    masker = make_masker(context);
    picture = make_picture("person");
    in_child(check_refused);

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    // The sanitizers' own allocators do not survive a fork beside a busy thread.
    pthread_t threads[2];
    for (int i = 0; i < 2; ++i) CHECK(pthread_create(&threads[i], NULL, make_and_free, NULL) == 0);
    for (int i = 0; i < 50; ++i) in_child(check_refused);
    stop_making = 1;
    for (int i = 0; i < 2; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
#endif

    // The parent is as it was.
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    CHECK_OK(catvton_image_get_view(picture, &view));
    CHECK_OK(catvton_image_free(picture));
    CHECK_OK(catvton_masker_free(masker));
    CHECK_OK(catvton_pipeline_free(pipeline));
    CHECK_OK(catvton_context_free(context));
    return check_failures != 0;
}
