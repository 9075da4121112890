/// Checks of the C tests: a failure is printed and counted, and the test goes on.
#ifndef CATVTON_TESTS_CAPI_CHECK_H
#define CATVTON_TESTS_CAPI_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#include "catvton/catvton.h"

extern int check_failures;

#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            ++check_failures;                                                         \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
        }                                                                             \
    } while (0)

/// The call returns this status; otherwise the library's message is shown.
#define CHECK_STATUS(call, wanted)                                                        \
    do {                                                                                  \
        const catvton_status check_status = (call);                                       \
        if (check_status != (wanted)) {                                                   \
            ++check_failures;                                                             \
            fprintf(stderr, "%s:%d: %s gave %d, not %s: %s\n", __FILE__, __LINE__, #call, \
                    (int)check_status, #wanted, catvton_last_error_message());            \
        }                                                                                 \
    } while (0)

#define CHECK_OK(call) CHECK_STATUS(call, CATVTON_STATUS_OK)

/// For what the rest of the test cannot do without.
#define REQUIRE_OK(call)                                                  \
    do {                                                                  \
        if ((call) != CATVTON_STATUS_OK) {                                \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, \
                    catvton_last_error_message());                        \
            exit(1);                                                      \
        }                                                                 \
    } while (0)

#endif
