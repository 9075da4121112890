#pragma once

// CATVTON_VECTOR_CLONES before a function compiles it also for AVX2 and lets the loader choose. The
// resolvers run before a sanitizer's runtime is up, so sanitized builds do without.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CATVTON_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define CATVTON_VECTOR_CLONES
#endif
