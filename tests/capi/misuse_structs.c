#include "misuse_structs.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

static struct {
    catvton_device_options device;
    catvton_model_options model, masker;
    catvton_decode_options decode;
    catvton_encode_options encode;
    catvton_tryon_options tryon;
    catvton_mask_options mask;
    catvton_tryon_request request;
    catvton_pull_options pull;
} structs;

static const catvton_image_view unusable_view = {NULL, 64, 96, 3, 0, 0};

/// Where a wrong struct is made; longer than any size that is tried and read.
static union {
    uint64_t alignment;
    unsigned char bytes[8192];
} scratch;

void structs_init(void) {
    const struct pictures* const pictures = fixture_pictures();
    static char model[1024], masker[1024];
    snprintf(model, sizeof model, "%s", fixture_path("tiny.safetensors"));
    snprintf(masker, sizeof masker, "%s", fixture_path("masker"));
    structs.device = (catvton_device_options)CATVTON_DEVICE_OPTIONS_INIT;
    structs.device.device = "cpu";
    structs.model = structs.masker = (catvton_model_options)CATVTON_MODEL_OPTIONS_INIT;
    structs.model.model = model;
    structs.masker.resume_path = masker;
    structs.decode = (catvton_decode_options)CATVTON_DECODE_OPTIONS_INIT;
    structs.encode = (catvton_encode_options)CATVTON_ENCODE_OPTIONS_INIT;
    structs.tryon = fixture_options(1);
    structs.mask = (catvton_mask_options)CATVTON_MASK_OPTIONS_INIT;
    structs.request = (catvton_tryon_request)CATVTON_TRYON_REQUEST_INIT;
    structs.request.person = &pictures->person;
    structs.request.cloth = &pictures->cloth;
    structs.request.mask = &pictures->mask;
    structs.pull = (catvton_pull_options)CATVTON_PULL_OPTIONS_INIT;
    structs.pull.offline = 1;
}

const void* find_struct(char kind, size_t* size) {
#define STRUCT(letter, field)                    \
    case letter:                                 \
        if (size) *size = sizeof(structs.field); \
        return &structs.field
    switch (kind) {
        STRUCT('1', device);
        STRUCT('2', model);
        STRUCT('7', model);
        STRUCT('n', masker);
        STRUCT('3', decode);
        STRUCT('4', encode);
        STRUCT('5', tryon);
        STRUCT('6', mask);
        STRUCT('8', request);
        STRUCT('0', pull);
        default:
            return NULL;
    }
#undef STRUCT
}

/// A field of a struct and a value that is not allowed there.
struct wrong_field {
    char kind;
    size_t offset;
    size_t size;
    int64_t value;
};
#define FIELD(kind, type, field, value) \
    { kind, offsetof(type, field), sizeof(((type*)0)->field), value }
static const struct wrong_field wrong_fields[] = {
    FIELD('1', catvton_device_options, precision, 4),
    FIELD('1', catvton_device_options, precision, -1),
    FIELD('1', catvton_device_options, threads, -1),
    FIELD('1', catvton_device_options, reserved, 1),
    FIELD('2', catvton_model_options, attention_version, 3),
    FIELD('2', catvton_model_options, mask_free, 2),
    FIELD('2', catvton_model_options, reserved, 1),
    FIELD('3', catvton_decode_options, channels, 2),
    FIELD('3', catvton_decode_options, alpha, 2),
    FIELD('3', catvton_decode_options, apply_orientation, 2),
    FIELD('4', catvton_encode_options, format, 6),
    FIELD('4', catvton_encode_options, quality, 0),
    FIELD('4', catvton_encode_options, reserved, 1),
    FIELD('5', catvton_tryon_options, width, 12),
    FIELD('5', catvton_tryon_options, height, -8),
    FIELD('5', catvton_tryon_options, num_inference_steps, 0),
    FIELD('5', catvton_tryon_options, seed, -2),
    FIELD('5', catvton_tryon_options, repaint, 2),
    FIELD('5', catvton_tryon_options, geometry, 2),
    FIELD('5', catvton_tryon_options, lock_policy, 3),
    FIELD('5', catvton_tryon_options, preview_every, 1),
    FIELD('5', catvton_tryon_options, reserved, 1),
    FIELD('5', catvton_tryon_options, cancellation, 1),
    FIELD('6', catvton_mask_options, person_choice, 3),
    FIELD('6', catvton_mask_options, person_index, -1),
    FIELD('6', catvton_mask_options, allow_no_person, 2),
    FIELD('6', catvton_mask_options, fit, 3),
    FIELD('6', catvton_mask_options, feather, -1),
    FIELD('6', catvton_mask_options, parser_bgr, 2),
    FIELD('6', catvton_mask_options, use_cache, -1),
    FIELD('6', catvton_mask_options, lock_policy, 3),
    FIELD('6', catvton_mask_options, user_add, (intptr_t)&unusable_view),
    FIELD('6', catvton_mask_options, user_subtract, (intptr_t)&unusable_view),
    FIELD('6', catvton_mask_options, cancellation, 1),
    FIELD('0', catvton_pull_options, offline, 2),
    FIELD('0', catvton_pull_options, latest, -1),
    FIELD('0', catvton_pull_options, check_cached, 2),
    FIELD('0', catvton_pull_options, retry_delay_seconds, -1),  // all bits set: NaN
    FIELD('0', catvton_pull_options, cancellation, 1),
    FIELD('8', catvton_tryon_request, reserved, 1),
    FIELD('8', catvton_tryon_request, person, 0),
    FIELD('8', catvton_tryon_request, cloth, 0),
    FIELD('8', catvton_tryon_request, mask, 0),
    FIELD('8', catvton_tryon_request, person, (intptr_t)&unusable_view),
};

const uint32_t wrong_struct_sizes[kWrongSizes] = {0, 4, 12, 4104, 0xFFFFFFF8u};

int wrong_struct(char kind, int n, union argument* argument) {
    const char fields_of = kind == '7' || kind == 'n' ? '2' : kind;
    size_t size = 0;
    const void* const right = find_struct(kind, &size);
    memset(scratch.bytes, 0, sizeof scratch.bytes);
    memcpy(scratch.bytes, right, size);
    argument->pointer = scratch.bytes;
    if (n < kWrongSizes) {
        memcpy(scratch.bytes, &wrong_struct_sizes[n], sizeof *wrong_struct_sizes);
        return 1;
    }
    n -= kWrongSizes;
    if (n == 0) {
        // A field that this library does not know.
        const uint32_t longer = (uint32_t)size + 8;
        memcpy(scratch.bytes, &longer, sizeof longer);
        scratch.bytes[size + 7] = 1;
        return 1;
    }
    for (size_t i = 0; i < sizeof wrong_fields / sizeof *wrong_fields; ++i) {
        if (wrong_fields[i].kind != fields_of || --n != 0) continue;
        memcpy(scratch.bytes + wrong_fields[i].offset, &wrong_fields[i].value,
               wrong_fields[i].size);
        return 1;
    }
    argument->pointer = NULL;
    return n == 1 && (kind == '7' || kind == '8');
}
