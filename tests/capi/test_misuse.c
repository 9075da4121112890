/// Each function x each wrong argument: a defined error with a message, outputs zeroed, and the
/// library as usable as before. The second program argument is the list of exported symbols.
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "misuse_arguments.h"

#define FUNCTION(name, kinds, arguments) \
    static catvton_status call_##name(const union argument* a) { return name arguments; }
#include "functions.def"
#undef FUNCTION

static const struct function {
    const char* name;
    const char* kinds;
    catvton_status (*call)(const union argument*);
} functions[] = {
#define FUNCTION(name, kinds, arguments) {#name, kinds, call_##name},
#include "functions.def"
#undef FUNCTION
};
enum { kFunctions = sizeof functions / sizeof *functions };

/// These take nothing that could be wrong.
static const char* const kWithoutArguments[] = {"catvton_abi_version",
                                                "catvton_last_error_message"};

static unsigned char outputs[kMaxArguments][kOutputBytes];
static union argument arguments[kMaxArguments];

static void set_right(const struct function* function) {
    for (size_t i = 0; function->kinds[i] != '\0'; ++i) {
        right_argument(function->kinds[i], outputs[i], &arguments[i]);
    }
}

static int all_zero(const unsigned char* bytes, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        if (bytes[i] != 0) return 0;
    }
    return 1;
}

/// The right arguments succeed: otherwise the failures below would show nothing.
static void check_right(const struct function* function) {
    const uint64_t freed = handle_to_free(function->kinds[0]);
    set_right(function);
    if (freed) arguments[0].handle = freed;
    const catvton_status status = function->call(arguments);
    if (status != CATVTON_STATUS_OK) {
        fprintf(stderr, "%s: %s\n", function->name, catvton_last_error_message());
        ++check_failures;
        return;
    }
    CHECK(*catvton_last_error_message() == '\0');
    for (size_t i = 0; function->kinds[i] != '\0'; ++i) {
        if (function->kinds[i] != '>' && function->kinds[i] != ')') continue;
        uint64_t handle = 0;
        memcpy(&handle, outputs[i], sizeof handle);
        free_any(handle);
    }
    if (!freed) return;
    CHECK_STATUS(function->call(arguments), CATVTON_STATUS_INVALID_ARGUMENT);
    arguments[0].handle = 0;
    CHECK_STATUS(function->call(arguments), CATVTON_STATUS_OK);
}

/// A program of an older header gets as much of an output struct as it has room for.
static void check_shorter_output(const struct function* function) {
    const char* const kind = strchr(function->kinds, 'O');
    const uint32_t shortest = 8;
    if (!kind) return;
    set_right(function);
    unsigned char* const output = outputs[kind - function->kinds];
    memcpy(output, &shortest, sizeof shortest);
    CHECK_STATUS(function->call(arguments), CATVTON_STATUS_OK);
    CHECK(memcmp(output, &shortest, sizeof shortest) == 0);
    for (size_t i = shortest; i < kOutputBytes; ++i) {
        if (output[i] == 0xAB) continue;
        fprintf(stderr, "%s wrote behind an output of %d bytes\n", function->name, (int)shortest);
        ++check_failures;
        return;
    }
}

static void check_failed(const struct function* function, size_t wrong, int n) {
    const catvton_status status = function->call(arguments);
    if (status != CATVTON_STATUS_INVALID_ARGUMENT || *catvton_last_error_message() == '\0') {
        fprintf(stderr, "%s, argument %d ('%c'), misuse %d: status %d, message '%s'\n",
                function->name, (int)wrong, function->kinds[wrong], n, (int)status,
                catvton_last_error_message());
        ++check_failures;
    }
    for (size_t i = 0; function->kinds[i] != '\0'; ++i) {
        size_t begin = 0;
        const size_t count = zeroed_bytes(function->kinds[i], &begin);
        if (i == wrong || function->kinds[wrong] == '#' || all_zero(outputs[i] + begin, count))
            continue;
        fprintf(stderr, "%s, argument %d, misuse %d: output %d was not zeroed\n", function->name,
                (int)wrong, n, (int)i);
        ++check_failures;
    }
}

static int check_wrong(const struct function* function) {
    int calls = 0;
    for (size_t i = 0; function->kinds[i] != '\0'; ++i) {
        for (int n = 0;; ++n, ++calls) {
            set_right(function);
            if (!wrong_argument(function->kinds[i], n, &arguments[i])) break;
            check_failed(function, i, n);
        }
    }
    return calls;
}

static int is_tested(const char* symbol) {
    for (int i = 0; i < kFunctions; ++i) {
        if (strcmp(functions[i].name, symbol) == 0) return 1;
    }
    for (size_t i = 0; i < sizeof kWithoutArguments / sizeof *kWithoutArguments; ++i) {
        if (strcmp(kWithoutArguments[i], symbol) == 0) return 1;
    }
    return 0;
}

static void check_complete(const char* symbols) {
    char line[256];
    FILE* const file = fopen(symbols, "r");
    CHECK(file != NULL);
    if (!file) return;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (is_tested(line)) continue;
        fprintf(stderr, "%s is not in functions.def\n", line);
        ++check_failures;
    }
    fclose(file);
}

int main(int count, char** names) {
    int calls = 0;
    fixture_init(count, names);
    arguments_init();
    if (count == 3) check_complete(names[2]);
    CHECK(count == 3);
    for (int i = 0; i < kFunctions; ++i) check_right(&functions[i]);
    for (int i = 0; i < kFunctions; ++i) check_shorter_output(&functions[i]);
    for (int i = 0; i < kFunctions; ++i) calls += check_wrong(&functions[i]);
    for (int i = 0; i < kFunctions; ++i) check_right(&functions[i]);
    remove(output_path("x", ".png"));
    remove(output_path("x", ".safetensors"));
    printf("%d functions, %d misuses, %d failures\n", kFunctions, calls, check_failures);
    return check_failures != 0;
}
