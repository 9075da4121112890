/// Sized structs: initial values, the shorter structs of older programs, the longer ones of newer.
#include <string.h>

#include "check.h"
#include "fixture.h"

/// The init function gives what the macro gives, and writes no further than it was told to.
#define CHECK_INIT(type, macro)                                                    \
    do {                                                                           \
        const type##_options wanted = macro;                                       \
        type##_options given;                                                      \
        memset(&given, 0xAB, sizeof given);                                        \
        CHECK_OK(type##_options_init(&given, sizeof given));                       \
        CHECK(memcmp(&given, &wanted, sizeof given) == 0);                         \
        const uint32_t half = (uint32_t)sizeof given / 16 * 8;                     \
        unsigned char bytes[sizeof given + 8];                                     \
        memset(bytes, 0xAB, sizeof bytes);                                         \
        CHECK_OK(type##_options_init((void*)bytes, half));                         \
        CHECK(memcmp(bytes, &half, 4) == 0);                                       \
        CHECK(memcmp(bytes + 4, (const char*)&wanted + 4, half - 4) == 0);         \
        CHECK(bytes[half] == 0xAB);                                                \
        CHECK_OK(type##_options_init((void*)bytes, (uint32_t)sizeof bytes));       \
        for (size_t i = sizeof given; i < sizeof bytes; ++i) CHECK(bytes[i] == 0); \
    } while (0)

static void check_initial_values(void) {
    CHECK_INIT(catvton_device, CATVTON_DEVICE_OPTIONS_INIT);
    CHECK_INIT(catvton_model, CATVTON_MODEL_OPTIONS_INIT);
    CHECK_INIT(catvton_decode, CATVTON_DECODE_OPTIONS_INIT);
    CHECK_INIT(catvton_encode, CATVTON_ENCODE_OPTIONS_INIT);
    CHECK_INIT(catvton_pull, CATVTON_PULL_OPTIONS_INIT);
    CHECK_INIT(catvton_mask, CATVTON_MASK_OPTIONS_INIT);
    CHECK_INIT(catvton_tryon, CATVTON_TRYON_OPTIONS_INIT);
}

/// The size of the picture that these options make of the person.
static int fitted_width(const void* options) {
    catvton_image image = 0;
    catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    if (catvton_fitted_person(&fixture_pictures()->person, options, &image) != CATVTON_STATUS_OK) {
        return -1;
    }
    CHECK_OK(catvton_image_get_view(image, &view));
    CHECK_OK(catvton_image_free(image));
    return view.width;
}

/// Every shorter struct is accepted: what it lacks has its default, even if the memory behind it
/// holds something else.
static void check_older(void) {
    catvton_tryon_options options = CATVTON_TRYON_OPTIONS_INIT;
    const size_t eta = offsetof(catvton_tryon_options, eta);
    options.width = 128;
    for (uint32_t size = 8; size <= sizeof options; size += 8) {
        options.struct_size = size;
        CHECK(fitted_width(&options) == 128);
    }
    options.eta = 7.0;  // out of range
    options.struct_size = (uint32_t)eta;
    CHECK(fitted_width(&options) == 128);
    options.struct_size = (uint32_t)eta + 8;
    CHECK(fitted_width(&options) == -1);
}

static void check_newer(void) {
    struct {
        catvton_tryon_options options;
        uint64_t newer[3];
    } given = {CATVTON_TRYON_OPTIONS_INIT, {0, 0, 0}};
    given.options.struct_size = sizeof given;
    given.options.width = 128;
    CHECK(fitted_width(&given) == 128);
    given.newer[2] = 1;
    CHECK(fitted_width(&given) == -1);
    CHECK(strstr(catvton_last_error_message(), "newer version") != NULL);
    given.newer[2] = 0;
    given.options.struct_size = 4096;
    given.options.struct_size += 8;
    CHECK(fitted_width(&given) == -1);
}

/// Results are cut to the caller's struct, and zero where the library knows nothing.
static void check_outputs(void) {
    catvton_version_info whole = CATVTON_VERSION_INFO_INIT;
    struct {
        catvton_version_info info;
        uint64_t newer;
    } longer = {CATVTON_VERSION_INFO_INIT, 0xABABABAB};
    catvton_version_info shorter = CATVTON_VERSION_INFO_INIT;
    const char* const untouched = "untouched";
    CHECK_OK(catvton_get_version(&whole));
    CHECK(whole.struct_size == sizeof whole);
    CHECK(whole.abi_version == CATVTON_ABI_VERSION);
    CHECK(whole.abi_version == catvton_abi_version());
    longer.info.struct_size = sizeof longer;
    CHECK_OK(catvton_get_version(&longer.info));
    CHECK(longer.info.struct_size == sizeof longer);
    CHECK(strcmp(longer.info.compiler, whole.compiler) == 0);
    CHECK(longer.newer == 0);
    shorter.struct_size = offsetof(catvton_version_info, torch);
    shorter.torch = untouched;
    CHECK_OK(catvton_get_version(&shorter));
    CHECK(strcmp(shorter.catvton, whole.catvton) == 0);
    CHECK(shorter.torch == untouched);
}

/// The elements of an array are as far apart as the caller's header says.
static void check_array(void) {
    const struct pictures* const pictures = fixture_pictures();
    struct longer {
        catvton_tryon_request request;
        uint64_t newer;
    } requests[2] = {{CATVTON_TRYON_REQUEST_INIT, 0}, {CATVTON_TRYON_REQUEST_INIT, 0}};
    const catvton_tryon_options options = fixture_options(1);
    const catvton_context context = make_context();
    const catvton_pipeline pipeline = make_pipeline(context);
    catvton_tryon_result results[2] = {1, 1};
    for (int i = 0; i < 2; ++i) {
        requests[i].request.struct_size = sizeof *requests;
        requests[i].request.person = &pictures->person;
        requests[i].request.cloth = &pictures->cloth;
        requests[i].request.mask = &pictures->mask;
    }
    CHECK_OK(catvton_pipeline_run_batch(pipeline, &requests[0].request, 2, &options, results));
    for (int i = 0; i < 2; ++i) CHECK_OK(catvton_tryon_result_free(results[i]));
    requests[1].request.struct_size = sizeof(catvton_tryon_request);
    CHECK_STATUS(catvton_pipeline_run_batch(pipeline, &requests[0].request, 2, &options, results),
                 CATVTON_STATUS_INVALID_ARGUMENT);
    CHECK(results[0] == 0 && results[1] == 0);
    CHECK_OK(catvton_context_free(context));
    CHECK_OK(catvton_pipeline_free(pipeline));
}

int main(int count, char** arguments) {
    fixture_init(count, arguments);
    check_initial_values();
    check_older();
    check_newer();
    check_outputs();
    check_array();
    return check_failures != 0;
}
