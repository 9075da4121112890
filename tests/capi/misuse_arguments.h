/// Right and wrong arguments by kind, for the misuse matrix. functions.def names the kinds.
#ifndef CATVTON_TESTS_CAPI_MISUSE_ARGUMENTS_H
#define CATVTON_TESTS_CAPI_MISUSE_ARGUMENTS_H

#include "catvton/catvton.h"

union argument {
    uint64_t handle;
    int64_t number;
    uint32_t size;
    float radius;
    void* pointer;
};

enum { kMaxArguments = 9, kOutputBytes = 512 };

/// Makes the objects that right arguments refer to.
void arguments_init(void);

/// A right argument. `output`: kOutputBytes for an output's memory, filled with garbage.
void right_argument(char kind, unsigned char* output, union argument* argument);
/// The n-th wrong argument of this kind, made from a right one; 0 when there are no more.
int wrong_argument(char kind, int n, union argument* argument);

/// Bytes behind the argument that a failed call must have zeroed, and where they begin.
size_t zeroed_bytes(char kind, size_t* begin);
/// A new object for a function that frees one; 0 for every other kind.
uint64_t handle_to_free(char kind);
/// Frees a handle of any type.
void free_any(uint64_t handle);

/// What functions.def uses.
extern size_t encoded_size;
int32_t side(int64_t number);
/// The index 0 for the right number, which is 1.
uint64_t first(int64_t number);
const char* model_path(const char* path);
const char* model_name(const char* name);
const char* label_path(const char* path);
const char* output_path(const char* path, const char* extension);

#endif
