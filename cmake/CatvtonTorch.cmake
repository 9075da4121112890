# Finds LibTorch (2.11 to 2.13): Torch_DIR first, then the project's .venv, then the running Python.
# The result is the internal target catvton_torch; no Torch flag leaks into another target.
if(NOT Torch_DIR)
    file(GLOB catvton_venv_torch "${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch/share/cmake/Torch")
    if(catvton_venv_torch)
        list(GET catvton_venv_torch 0 Torch_DIR)
    else()
        find_package(Python3 COMPONENTS Interpreter)
        if(Python3_Interpreter_FOUND)
            execute_process(COMMAND ${Python3_EXECUTABLE} -c "import torch; print(torch.utils.cmake_prefix_path)"
                            OUTPUT_VARIABLE catvton_torch_prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
            if(catvton_torch_prefix)
                set(Torch_DIR "${catvton_torch_prefix}/Torch")
            endif()
        endif()
    endif()
endif()
set(Torch_DIR "${Torch_DIR}" CACHE PATH "Folder of TorchConfig.cmake")
include("${Torch_DIR}/TorchConfigVersion.cmake" OPTIONAL RESULT_VARIABLE catvton_torch_found)
if(NOT catvton_torch_found)
    message(FATAL_ERROR "LibTorch was not found: run cmake/setup.sh, or pass -DTorch_DIR=<libtorch>/share/cmake/Torch")
endif()
set(Torch_VERSION "${PACKAGE_VERSION}")
if(Torch_VERSION VERSION_LESS 2.11 OR Torch_VERSION VERSION_GREATER_EQUAL 2.14)
    message(WARNING "LibTorch ${Torch_VERSION} was not tried: 2.11 to 2.13 were")
endif()
get_filename_component(TORCH_INSTALL_PREFIX "${Torch_DIR}/../../.." ABSOLUTE)
message(STATUS "LibTorch ${Torch_VERSION} at ${TORCH_INSTALL_PREFIX}")

# Not by find_package(Torch): that wants the whole CUDA toolkit for a CUDA build of LibTorch, of which we include nothing.
add_library(catvton_torch INTERFACE)
target_include_directories(catvton_torch SYSTEM INTERFACE
    "${TORCH_INSTALL_PREFIX}/include" "${TORCH_INSTALL_PREFIX}/include/torch/csrc/api/include")
# libtorch.so brings the devices' libraries in; nothing of it is called by name.
target_link_libraries(catvton_torch INTERFACE
    "-Wl,--push-state,--no-as-needed,${TORCH_INSTALL_PREFIX}/lib/libtorch.so,--pop-state"
    "${TORCH_INSTALL_PREFIX}/lib/libtorch_cpu.so" "${TORCH_INSTALL_PREFIX}/lib/libc10.so")

# at::parallel_for is a header's template: without OpenMP it compiles to a loop on one thread. ThreadSanitizer does not
# know the runtime's barriers and would report every parallel loop.
if(NOT CATVTON_SANITIZE MATCHES thread)
    find_package(OpenMP COMPONENTS CXX)
    # The runtime that LibTorch brings along, if it is the compiler's kind: with two in one process each would have
    # threads of its own.
    file(GLOB catvton_torch_openmp "${TORCH_INSTALL_PREFIX}/lib/libgomp*.so*")
    if(OpenMP_CXX_FOUND AND catvton_torch_openmp AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        target_compile_options(catvton_torch INTERFACE ${OpenMP_CXX_FLAGS})
        target_link_libraries(catvton_torch INTERFACE ${catvton_torch_openmp})
    elseif(OpenMP_CXX_FOUND)
        target_link_libraries(catvton_torch INTERFACE OpenMP::OpenMP_CXX)
    else()
        message(WARNING "OpenMP was not found: the library's own CPU kernels will run on one thread")
    endif()
endif()
