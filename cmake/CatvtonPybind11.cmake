# Finds pybind11 and the Python that the extension is for: those of the project's .venv, or those of the wheel's build.
# catvton_has_pybind11 says whether both are there.
if(NOT SKBUILD AND NOT Python_EXECUTABLE AND EXISTS "${PROJECT_SOURCE_DIR}/.venv/bin/python")
    set(Python_EXECUTABLE "${PROJECT_SOURCE_DIR}/.venv/bin/python")
endif()
find_package(Python 3.10 COMPONENTS Interpreter Development.Module QUIET)
file(GLOB catvton_venv_pybind11 "${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/pybind11/share/cmake/pybind11")
set(PYBIND11_FINDPYTHON ON)
find_package(pybind11 3.0 CONFIG QUIET HINTS ${catvton_venv_pybind11})
set(catvton_has_pybind11 OFF)
if(Python_FOUND AND pybind11_FOUND)
    set(catvton_has_pybind11 ON)
endif()
