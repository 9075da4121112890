/// Eight threads that create, run, cancel and destroy, on contexts of their own and on one that all
/// share; one of them frees handles that the others are using. Every call ends in one of the
/// results that the situation allows.
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

enum { kThreads = 8, kRounds = 6, kBorrowed = 24 };

/// Handles that some threads use while another frees them. Written before the threads start.
static catvton_image borrowed_images[kBorrowed];
static catvton_pipeline shared_pipelines[2];
static catvton_cancellation shared_cancellation;
static pthread_barrier_t start;
static unsigned char wanted[64 * 96 * 3];

static int is_one_of(catvton_status status, catvton_status first, catvton_status second) {
    return status == first || status == second;
}

static catvton_status run(catvton_pipeline pipeline, const catvton_tryon_options* options,
                          catvton_tryon_result* result) {
    const struct pictures* const pictures = fixture_pictures();
    return catvton_pipeline_run(pipeline, &pictures->person, &pictures->cloth, &pictures->mask,
                                options, result);
}

/// A result is the one that a single thread gets.
static int check_result(catvton_tryon_result result) {
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    if (catvton_tryon_result_get_image(result, &view) != CATVTON_STATUS_OK) return 0;
    const int equal = memcmp(view.data, wanted, sizeof wanted) == 0;
    return catvton_tryon_result_free(result) == CATVTON_STATUS_OK && equal;
}

/// A context and a pipeline for one run.
static int own_round(void) {
    const catvton_context context = make_context();
    const catvton_pipeline pipeline = make_pipeline(context);
    const catvton_tryon_options options = fixture_options(1);
    catvton_tryon_result result = 0;
    if (catvton_context_free(context) != CATVTON_STATUS_OK) return 0;
    if (run(pipeline, &options, &result) != CATVTON_STATUS_OK) return 0;
    return check_result(result) && catvton_pipeline_free(pipeline) == CATVTON_STATUS_OK;
}

/// A run on the shared pipeline, which another thread may cancel.
static int shared_round(int round) {
    catvton_tryon_options options = fixture_options(1);
    catvton_tryon_result result = 0;
    if (round % 2) options.cancellation = shared_cancellation;
    const catvton_status status = run(shared_pipelines[0], &options, &result);
    if (status == CATVTON_STATUS_OK) return check_result(result);
    return status == CATVTON_STATUS_CANCELLED && result == 0 && options.cancellation != 0;
}

/// A pipeline that another thread frees meanwhile: the run ends as if it were not, or never begins.
static int doomed_round(void) {
    const catvton_tryon_options options = fixture_options(1);
    catvton_tryon_result result = 0;
    const catvton_status status = run(shared_pipelines[1], &options, &result);
    if (status == CATVTON_STATUS_OK) return check_result(result);
    return status == CATVTON_STATUS_INVALID_ARGUMENT && result == 0;
}

/// Each borrowed handle is freed by exactly one of the threads that try.
static int free_borrowed(void) {
    int freed = 0;
    for (int i = 0; i < kBorrowed; ++i) {
        const catvton_status status = catvton_image_free(borrowed_images[i]);
        if (!is_one_of(status, CATVTON_STATUS_OK, CATVTON_STATUS_INVALID_ARGUMENT)) return -1;
        freed += status == CATVTON_STATUS_OK;
    }
    return freed;
}

struct worker {
    int number;
    int failures;
    int freed;
};

static void* work(void* argument) {
    struct worker* const worker = argument;
    pthread_barrier_wait(&start);
    for (int round = 0; round < kRounds; ++round) {
        switch (worker->number) {
            case 0:
            case 1:
                worker->failures += !own_round();
                break;
            case 2:
            case 3:
                worker->failures += !shared_round(round);
                break;
            case 4:
            case 5:
                worker->failures += !doomed_round();
                break;
            default:
                // One cancels and frees what the others use, the other takes it back.
                if (worker->number == 6) {
                    worker->failures +=
                        catvton_cancellation_cancel(shared_cancellation) != CATVTON_STATUS_OK;
                    if (round == 1) catvton_pipeline_free(shared_pipelines[1]);
                } else {
                    worker->failures +=
                        catvton_cancellation_reset(shared_cancellation) != CATVTON_STATUS_OK;
                }
                if (round == 0) worker->freed = free_borrowed();
                worker->failures += !own_round();
        }
    }
    return NULL;
}

int main(int count, char** arguments) {
    pthread_t threads[kThreads];
    struct worker workers[kThreads];
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    catvton_tryon_result result = 0;
    fixture_init(count, arguments);
    const catvton_tryon_options options = fixture_options(1);
    const catvton_context context = make_context();
    for (int i = 0; i < 2; ++i) shared_pipelines[i] = make_pipeline(context);
    for (int i = 0; i < kBorrowed; ++i) borrowed_images[i] = make_picture("person");
    REQUIRE_OK(catvton_cancellation_create(&shared_cancellation));
    REQUIRE_OK(run(shared_pipelines[0], &options, &result));
    REQUIRE_OK(catvton_tryon_result_get_image(result, &view));
    memcpy(wanted, view.data, sizeof wanted);
    CHECK_OK(catvton_tryon_result_free(result));

    pthread_barrier_init(&start, NULL, kThreads);
    for (int i = 0; i < kThreads; ++i) {
        workers[i] = (struct worker){i, 0, 0};
        CHECK(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
    }
    int freed = 0;
    for (int i = 0; i < kThreads; ++i) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        if (workers[i].failures != 0) fprintf(stderr, "thread %d failed\n", i);
        CHECK(workers[i].failures == 0);
        freed += workers[i].freed;
    }
    CHECK(freed == kBorrowed);
    pthread_barrier_destroy(&start);
    CHECK_OK(run(shared_pipelines[0], &options, &result));
    CHECK(check_result(result));
    CHECK_STATUS(catvton_pipeline_free(shared_pipelines[1]), CATVTON_STATUS_INVALID_ARGUMENT);
    CHECK_OK(catvton_pipeline_free(shared_pipelines[0]));
    CHECK_OK(catvton_cancellation_free(shared_cancellation));
    CHECK_OK(catvton_context_free(context));
    return check_failures != 0;
}
