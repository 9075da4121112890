/// Named models through the C ABI, against a hub that tests/hub/test_bindings.py serves with one set
/// of two files, called "set": hub_models MODE. Prints what the script compares; the checks here
/// are of what every handle and callback promises.
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "check.h"

int check_failures = 0;

static const char* status_name(catvton_status status) {
    catvton_status_info info = CATVTON_STATUS_INFO_INIT;
    CHECK_OK(catvton_get_status_info(status, &info));
    return info.name;
}

static const char* state_name(int32_t state) {
    static const char* const names[] = {"good", "missing", "damaged", "unknown"};
    return state >= 0 && state < 4 ? names[state] : "?";
}

static catvton_model_file file_at(catvton_models models, uint64_t index) {
    catvton_model_file file = CATVTON_MODEL_FILE_INIT;
    REQUIRE_OK(catvton_models_get_file(models, 0, index, &file));
    CHECK((file.state == CATVTON_FILE_MISSING) == (*file.location == '\0'));
    return file;
}

/// One model: a line for itself, its files, licences and folders.
static void print_model(catvton_models models, uint64_t index) {
    catvton_model_info info = CATVTON_MODEL_INFO_INIT;
    REQUIRE_OK(catvton_models_get_info(models, index, &info));
    printf("model %s: %s, %s, %" PRIu64 " bytes\n", info.name, info.description,
           info.complete ? "complete" : "in part", info.bytes);
    for (uint64_t i = 0; i < info.file_count; ++i) {
        catvton_model_file file = CATVTON_MODEL_FILE_INIT;
        REQUIRE_OK(catvton_models_get_file(models, index, i, &file));
        printf("file %s %s %s %" PRIu64 " %s %s\n", file.repository, file.revision, file.path,
               file.bytes, state_name(file.state), file.location);
    }
    for (uint64_t i = 0; i < info.license_count; ++i) {
        catvton_model_license license = CATVTON_MODEL_LICENSE_INIT;
        REQUIRE_OK(catvton_models_get_license(models, index, i, &license));
        printf("license %s: %s, %s, %s\n", license.repository, license.name, license.url,
               license.terms);
    }
    for (uint64_t i = 0; i < info.folder_count; ++i) {
        const char* folder = NULL;
        REQUIRE_OK(catvton_models_get_folder(models, index, i, &folder));
        printf("folder %s\n", folder);
    }
}

/// Prints how the last call ended: the status and, of a failure, the message.
static void print_status(catvton_status status) {
    char message[1024];
    snprintf(message, sizeof message, "%s", catvton_last_error_message());
    CHECK((status == CATVTON_STATUS_OK) == (*message == '\0'));
    printf(status == CATVTON_STATUS_OK ? "%s\n" : "%s: %s\n", status_name(status), message);
}

/// The same of a call that gives one model, and the model.
static void print_outcome(catvton_status status, catvton_models models) {
    print_status(status);
    CHECK((status == CATVTON_STATUS_OK) == (models != 0));
    if (status != CATVTON_STATUS_OK) return;
    uint64_t count = 0;
    CHECK_OK(catvton_models_get_count(models, &count));
    CHECK(count == 1);
    print_model(models, 0);
    CHECK_OK(catvton_models_free(models));
}

static void list(void) {
    catvton_models models = 0;
    uint64_t count = 0;
    REQUIRE_OK(catvton_models_list(&models));
    REQUIRE_OK(catvton_models_get_count(models, &count));
    for (uint64_t i = 0; i < count; ++i) print_model(models, i);
    CHECK_OK(catvton_models_free(models));
}

/// What the callbacks of one pull saw, and what they are to do.
struct watch {
    uint64_t announced;
    uint64_t done;
    int plans;
    int reports;
    int cancel_in_plan;
    int cancel_in_progress;
    int free_in_plan;
    catvton_models plan_models;
    catvton_status nested;
};

static int32_t on_plan(const catvton_pull_plan* plan, void* user_data) {
    struct watch* const watch = user_data;
    catvton_model_info info = CATVTON_MODEL_INFO_INIT;
    uint64_t bytes = 0;
    CHECK(plan->struct_size == sizeof *plan && plan->reserved == 0);
    CHECK(strncmp(plan->endpoint, "http://127.0.0.1:", 17) == 0);
    CHECK(watch->reports == 0);
    REQUIRE_OK(catvton_models_get_info(plan->models, 0, &info));
    CHECK(*info.name == '\0' && info.license_count == 1 && info.bytes == plan->bytes);
    CHECK(info.complete == (plan->download_bytes == 0));
    for (uint64_t i = 0; i < info.file_count; ++i) {
        const catvton_model_file file = file_at(plan->models, i);
        if (*file.location == '\0') bytes += file.bytes;
    }
    CHECK(bytes == plan->download_bytes);
    if (watch->free_in_plan) CHECK_OK(catvton_models_free(plan->models));
    watch->plan_models = plan->models;
    watch->announced = plan->download_bytes;
    ++watch->plans;
    return watch->cancel_in_plan;
}

static int32_t on_progress(const catvton_pull_progress* progress, void* user_data) {
    struct watch* const watch = user_data;
    CHECK(progress->struct_size == sizeof *progress && progress->reserved == 0);
    CHECK(strcmp(progress->repository, "owner/model") == 0 && *progress->path != '\0');
    CHECK(progress->file_done <= progress->file_bytes);
    CHECK(progress->download_done >= watch->done);
    CHECK(progress->download_done <= progress->download_bytes);
    watch->done = progress->download_done;
    if (watch->reports++ == 0 && watch->plans) {
        catvton_models models = 7;
        CHECK(progress->download_bytes == watch->announced);
        watch->nested = catvton_models_pull("set", NULL, &models);
        CHECK(models == 0);
    }
    return watch->cancel_in_progress && progress->file_done > 0;
}

static catvton_pull_options watched(struct watch* watch) {
    catvton_pull_options options = CATVTON_PULL_OPTIONS_INIT;
    options.retry_delay_seconds = 0.01;
    options.plan = on_plan;
    options.plan_user_data = watch;
    options.progress = on_progress;
    options.progress_user_data = watch;
    return options;
}

static void pull(struct watch watch) {
    const catvton_pull_options options = watched(&watch);
    catvton_models models = 7;
    const catvton_status status = catvton_models_pull("set", &options, &models);
    print_outcome(status, models);
    CHECK(watch.plans == 1);
    CHECK_STATUS(catvton_models_free(watch.plan_models), CATVTON_STATUS_INVALID_ARGUMENT);
    if (status == CATVTON_STATUS_OK) CHECK(watch.done == watch.announced);
    if (watch.reports > 0) CHECK_STATUS(watch.nested, CATVTON_STATUS_INVALID_STATE);
}

static void verify(void) {
    struct watch watch;
    memset(&watch, 0, sizeof watch);
    const catvton_pull_options options = watched(&watch);
    catvton_models models = 7;
    const catvton_status status = catvton_models_verify("set", &options, &models);
    print_outcome(status, models);
    CHECK(watch.plans == 0);
}

static void* cancel_soon(void* cancellation) {
    const struct timespec while_waiting = {0, 300 * 1000 * 1000};
    nanosleep(&while_waiting, NULL);
    CHECK_OK(catvton_cancellation_cancel(*(const catvton_cancellation*)cancellation));
    return NULL;
}

/// The token of another thread stops a pull that waits for the hub.
static void cancel_from_thread(void) {
    catvton_pull_options options = CATVTON_PULL_OPTIONS_INIT;
    catvton_models models = 7;
    pthread_t thread;
    REQUIRE_OK(catvton_cancellation_create(&options.cancellation));
    CHECK(pthread_create(&thread, NULL, cancel_soon, &options.cancellation) == 0);
    const catvton_status status = catvton_models_pull("set", &options, &models);
    CHECK(pthread_join(thread, NULL) == 0);
    print_outcome(status, models);
    CHECK_OK(catvton_cancellation_free(options.cancellation));
}

/// Of a repository that no set names: the files that a pipeline and its masker read.
static void pull_missing(void) {
    catvton_model_options model = CATVTON_MODEL_OPTIONS_INIT;
    model.model = "mini";
    print_status(catvton_models_pull_missing(&model, NULL));
    model.model = NULL;
    model.resume_path = "owner/model";
    model.base_model = model.vae = ".";
    print_status(catvton_models_pull_missing(&model, NULL));
}

static void find(const char* name) {
    catvton_models models = 7;
    const catvton_status status = catvton_models_find(name, &models);
    print_outcome(status, models);
}

static void pull_offline(void) {
    catvton_pull_options options = CATVTON_PULL_OPTIONS_INIT;
    catvton_models models = 7;
    options.offline = 1;
    const catvton_status status = catvton_models_pull("set", &options, &models);
    print_outcome(status, models);
}

int main(int count, char** arguments) {
    const char* const mode = count == 2 ? arguments[1] : "";
    struct watch watch;
    memset(&watch, 0, sizeof watch);
    if (strcmp(mode, "list") == 0) {
        list();
    } else if (strcmp(mode, "find") == 0) {
        find("set");
    } else if (strcmp(mode, "find none") == 0) {
        find("no-such-model");
    } else if (strcmp(mode, "pull") == 0) {
        pull(watch);
    } else if (strcmp(mode, "pull, plan freed") == 0) {
        watch.free_in_plan = 1;
        pull(watch);
    } else if (strcmp(mode, "cancel plan") == 0) {
        watch.cancel_in_plan = 1;
        pull(watch);
    } else if (strcmp(mode, "cancel progress") == 0) {
        watch.cancel_in_progress = 1;
        pull(watch);
    } else if (strcmp(mode, "cancel from a thread") == 0) {
        cancel_from_thread();
    } else if (strcmp(mode, "pull offline") == 0) {
        pull_offline();
    } else if (strcmp(mode, "pull missing") == 0) {
        pull_missing();
    } else if (strcmp(mode, "verify") == 0) {
        verify();
    } else {
        return 2;
    }
    return check_failures != 0;
}
