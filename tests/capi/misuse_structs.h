/// Right and wrong structs of the misuse matrix. functions.def names the kinds.
#ifndef CATVTON_TESTS_CAPI_MISUSE_STRUCTS_H
#define CATVTON_TESTS_CAPI_MISUSE_STRUCTS_H

#include "catvton/catvton.h"
#include "misuse_arguments.h"

enum { kWrongSizes = 5 };
extern const uint32_t wrong_struct_sizes[kWrongSizes];

void structs_init(void);
/// The right struct of this kind and, unless `size` is NULL, its size; NULL for other kinds.
const void* find_struct(char kind, size_t* size);
/// As wrong_argument, for a kind of struct.
int wrong_struct(char kind, int n, union argument* argument);

#endif
