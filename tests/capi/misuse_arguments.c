#include "misuse_arguments.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "misuse_structs.h"

typedef catvton_status (*free_function)(uint64_t);

/// A type of handle: a live object and one that was freed.
struct handle_kind {
    char letter;
    free_function free_handle;
    uint64_t live;
    uint64_t freed;
};
static struct handle_kind kinds[] = {
    {'C', catvton_context_free, 0, 0},      {'P', catvton_pipeline_free, 0, 0},
    {'A', catvton_masker_free, 0, 0},       {'I', catvton_image_free, 0, 0},
    {'B', catvton_bytes_free, 0, 0},        {'W', catvton_weights_free, 0, 0},
    {'K', catvton_cancellation_free, 0, 0}, {'M', catvton_mask_result_free, 0, 0},
    {'T', catvton_tryon_result_free, 0, 0}, {'H', catvton_models_free, 0, 0},
};
enum { kKinds = sizeof kinds / sizeof *kinds };

static uint8_t label_pixels[64 * 96];
static const catvton_image_view labels = {label_pixels, 64, 96, 1, 0, 0};
static const uint8_t* encoded;
size_t encoded_size;

static struct handle_kind* find_kind(char letter) {
    for (int i = 0; i < kKinds; ++i) {
        // 'a' and 'A' differ in one bit.
        if (kinds[i].letter == (letter & ~0x20)) return &kinds[i];
    }
    return NULL;
}

static int is_handle(char kind) {
    return kind != '\0' && strchr("CPAIBWKMTHcpaibwkmth", kind) != NULL;
}

static uint64_t make_handle(char letter) {
    const struct pictures* const pictures = fixture_pictures();
    const catvton_context context = kinds[0].live;
    uint64_t handle = 0;
    switch (letter) {
        case 'C':
            return make_context();
        case 'P':
            return make_pipeline(context);
        case 'A':
            return make_masker(context);
        case 'I':
            return make_picture("person");
        case 'B':
            REQUIRE_OK(catvton_image_encode(&pictures->person, NULL, &handle));
            break;
        case 'W':
            REQUIRE_OK(catvton_weights_inspect(fixture_path("tiny.safetensors"), &handle));
            break;
        case 'K':
            REQUIRE_OK(catvton_cancellation_create(&handle));
            break;
        case 'H':
            REQUIRE_OK(catvton_models_find("mini", &handle));
            break;
        case 'M':
            REQUIRE_OK(catvton_masker_run(find_kind('A')->live, &pictures->person,
                                          CATVTON_CLOTH_UPPER, NULL, &handle));
            break;
        default:
            REQUIRE_OK(catvton_pipeline_run(find_kind('P')->live, &pictures->person,
                                            &pictures->cloth, &pictures->mask,
                                            find_struct('5', NULL), &handle));
            break;
    }
    return handle;
}

void arguments_init(void) {
    structs_init();
    for (int i = 0; i < kKinds; ++i) {
        kinds[i].live = make_handle(kinds[i].letter);
        kinds[i].freed = make_handle(kinds[i].letter);
        REQUIRE_OK(kinds[i].free_handle(kinds[i].freed));
    }
    REQUIRE_OK(catvton_bytes_get(find_kind('B')->live, &encoded, &encoded_size));
    REQUIRE_OK(catvton_save_label_map(&labels, fixture_path("misuse_labels.png")));
}

void right_argument(char kind, unsigned char* output, union argument* argument) {
    const struct pictures* const pictures = fixture_pictures();
    memset(output, 0xAB, kOutputBytes);
    memset(argument, 0, sizeof *argument);
    if (is_handle(kind)) {
        argument->handle = find_kind(kind)->live;
    } else if (find_struct(kind, NULL)) {
        argument->pointer = (void*)(uintptr_t)find_struct(kind, NULL);
    } else if (kind == 'v') {
        argument->pointer = (void*)(uintptr_t)&pictures->person;
    } else if (kind == 'g') {
        argument->pointer = (void*)(uintptr_t)&pictures->mask;
    } else if (kind == 'l') {
        argument->pointer = (void*)(uintptr_t)&labels;
    } else if (kind == 's') {
        argument->pointer = (void*)(uintptr_t)fixture_path("person.png");
    } else if (kind == 'd') {
        argument->pointer = (void*)(uintptr_t)encoded;
    } else if (kind == 'e' || kind == '#') {
        argument->number = 1;
    } else if (kind == 'f') {
        argument->radius = 1.0f;
    } else if (kind == 'z') {
        argument->size = 8;
    } else if (kind != '-') {
        const uint32_t struct_size = kOutputBytes;
        if (kind == 'O') memcpy(output, &struct_size, sizeof struct_size);
        argument->pointer = output;
    }
}

static int wrong_handle(char kind, int n, union argument* argument) {
    const struct handle_kind* const own = find_kind(kind);
    if (n < kKinds) {
        // In its own place, that it was freed; in the others', another type.
        argument->handle = &kinds[n] == own ? own->freed : kinds[n].live;
        return 1;
    }
    switch (n - kKinds) {
        case 0:
            argument->handle = 1;
            return 1;
        case 1:
            argument->handle = UINT64_MAX;
            return 1;
        case 2:
            // A generation of this slot that is still to come.
            argument->handle = own->live + ((uint64_t)1 << 40);
            return 1;
        case 3:
            // A slot that was never used.
            argument->handle = own->live | 0xFFFFFF;
            return 1;
        case 4:
            argument->handle = 0;
            return own->letter == kind;
        default:
            return 0;
    }
}

static int wrong_view(int n, union argument* argument) {
    static catvton_image_view view;
    view = *(const catvton_image_view*)argument->pointer;
    argument->pointer = &view;
    switch (n) {
        case 0:
            argument->pointer = NULL;
            return 1;
        case 1:
            view.data = NULL;
            return 1;
        case 2:
            view.width = 0;
            return 1;
        case 3:
            view.height = -1;
            return 1;
        case 4:
            view.width = 16385;
            return 1;
        case 5:
            view.channels = 2;
            return 1;
        case 6:
            view.reserved = 1;
            return 1;
        case 7:
            view.stride = (size_t)(view.width * view.channels) - 1;
            return 1;
        default:
            return 0;
    }
}

int wrong_argument(char kind, int n, union argument* argument) {
    static const int64_t wrong_numbers[] = {-1, 1 << 20};
    const float wrong_radii[] = {-1.0f, NAN};
    if (is_handle(kind)) return wrong_handle(kind, n, argument);
    if (find_struct(kind, NULL)) return wrong_struct(kind, n, argument);
    switch (kind) {
        case 'v':
        case 'g':
        case 'l':
            return wrong_view(n, argument);
        case 'e':
        case '#':
            if (n < 2) argument->number = wrong_numbers[n];
            return n < 2;
        case 'f':
            if (n < 2) argument->radius = wrong_radii[n];
            return n < 2;
        case 'z':
            if (n < kWrongSizes) argument->size = wrong_struct_sizes[n];
            return n < kWrongSizes;
        case 's':
            argument->pointer = n == 0 ? NULL : (void*)(uintptr_t) "";
            return n < 2;
        case 'O':
            if (n < kWrongSizes) {
                memcpy(argument->pointer, &wrong_struct_sizes[n], sizeof *wrong_struct_sizes);
                return 1;
            }
            argument->pointer = NULL;
            return n == kWrongSizes;
        case 'd':
        case '>':
        case 'x':
        case 'y':
        case 'q':
        case '9':
            argument->pointer = NULL;
            return n == 0;
        default:
            return 0;
    }
}

size_t zeroed_bytes(char kind, size_t* begin) {
    *begin = 0;
    switch (kind) {
        case '>':
        case ')':
        case 'q':
            return 8;
        case 'x':
            return sizeof(int32_t);
        case 'y':
            return sizeof(catvton_image_view);
        case 'O':
            *begin = sizeof(uint32_t);
            return kOutputBytes - sizeof(uint32_t);
        default:
            return 0;
    }
}

uint64_t handle_to_free(char kind) {
    const struct handle_kind* const own = is_handle(kind) ? find_kind(kind) : NULL;
    return own && own->letter != kind ? make_handle(own->letter) : 0;
}

void free_any(uint64_t handle) {
    for (int i = 0; i < kKinds; ++i) {
        if (kinds[i].free_handle(handle) == CATVTON_STATUS_OK) return;
    }
    CHECK(!"the call returned a handle of no type");
}

int32_t side(int64_t number) { return (int32_t)(64 * number); }

uint64_t first(int64_t number) { return (uint64_t)(number - 1); }

static int is_wrong(const char* path) { return path == NULL || *path == '\0'; }

const char* model_path(const char* path) {
    return is_wrong(path) ? path : fixture_path("tiny.safetensors");
}

const char* model_name(const char* name) { return is_wrong(name) ? name : "mini"; }

const char* label_path(const char* path) {
    return is_wrong(path) ? path : fixture_path("misuse_labels.png");
}

const char* output_path(const char* path, const char* extension) {
    static char name[64];
    if (is_wrong(path)) return path;
    snprintf(name, sizeof name, "misuse_output_%d%s", (int)getpid(), extension);
    return fixture_path(name);
}
