# Warnings live on an interface target that is linked PRIVATE and never exported.
add_library(catvton_warnings INTERFACE)
target_compile_options(catvton_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Woverloaded-virtual)
# GCC 12 reports overlapping copies inside std::string that do not exist (its bug 105329).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(catvton_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
# With sanitizers GCC loses track of which member of a std::variant there is.
if(CATVTON_SANITIZE)
    target_compile_options(catvton_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
endif()
if(CATVTON_WERROR)
    target_compile_options(catvton_warnings INTERFACE -Werror)
endif()
# One code model for every object, so that libraries and tests can share a precompiled header. Contraction into
# fused multiply-add would change the last bit of the image arithmetic.
add_compile_options(-fPIC -ffp-contract=off)
