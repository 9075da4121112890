find_package(doctest REQUIRED)

# catvton_add_test(NAME LABELS label... SOURCES file... LIBRARIES target...)
# One doctest program registered with CTest. LIBRARIES are the object libraries it exercises; a program that lists
# catvton_torch_objects shares the precompiled Torch header.
function(catvton_add_test name)
    cmake_parse_arguments(arg "TORCH" "" "LABELS;SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} catvton_warnings doctest::doctest)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_compile_definitions(${name} PRIVATE CATVTON_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
    if(arg_TORCH)
        target_precompile_headers(${name} REUSE_FROM catvton_nn)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}")
endfunction()
