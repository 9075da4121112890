# A wheel is for the torch of the Python that builds it. pip builds in an environment of its own, which hides the
# installed packages; -I looks past it.
if(NOT Torch_DIR)
    execute_process(
        COMMAND ${Python_EXECUTABLE} -I -c
            "import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec('torch').origin).parent)"
        OUTPUT_VARIABLE catvton_torch_folder OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(NOT catvton_torch_folder)
        message(FATAL_ERROR "${Python_EXECUTABLE} has no torch to build for: pip install torch==2.13.0 first")
    endif()
    set(Torch_DIR "${catvton_torch_folder}/share/cmake/Torch")
endif()
