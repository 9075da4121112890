# cmake --install: libraries, headers, package files, programs and the embedded models. The prefix may be moved
# afterwards; only LibTorch stays where it was found. Included last, when the targets are known.
include(CMakePackageConfigHelpers)
set(catvton_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/catvton)

set(catvton_libraries catvton)
if(TARGET catvton_c)
    list(APPEND catvton_libraries catvton_c)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/capi/include/catvton TYPE INCLUDE)
endif()
install(TARGETS ${catvton_libraries} EXPORT catvton-targets)
set_target_properties(${catvton_libraries} PROPERTIES INSTALL_RPATH "$ORIGIN")
# A program finds libcatvton, and that finds LibTorch: nobody who links it has to know where LibTorch is.
set_property(TARGET catvton APPEND PROPERTY INSTALL_RPATH "${TORCH_INSTALL_PREFIX}/lib")

install(DIRECTORY ${PROJECT_SOURCE_DIR}/libcatvton/include/catvton TYPE INCLUDE FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_BINARY_DIR}/include/catvton/version.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/catvton)

file(RELATIVE_PATH catvton_from_bin "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
foreach(program catvton_cli catvton_server)
    if(TARGET ${program})
        set_target_properties(${program} PROPERTIES INSTALL_RPATH "$ORIGIN/${catvton_from_bin}")
        install(TARGETS ${program})
    endif()
endforeach()

# What made the models is for developers.
install(DIRECTORY ${CATVTON_MODELS_SOURCE}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/catvton/models
    PATTERN train EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE TYPE DOC)

install(EXPORT catvton-targets NAMESPACE catvton:: DESTINATION ${catvton_package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/catvton-config.cmake.in
    ${PROJECT_BINARY_DIR}/catvton-config.cmake INSTALL_DESTINATION ${catvton_package_dir})
# Before 1.0 a minor version may change the C++ interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/catvton-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/catvton-config.cmake ${PROJECT_BINARY_DIR}/catvton-config-version.cmake
    DESTINATION ${catvton_package_dir})

# catvton_install_pkg_config(NAME LIBRARY DESCRIPTION)
function(catvton_install_pkg_config name library description)
    set(folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
    file(RELATIVE_PATH catvton_prefix "/${folder}" "/")
    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/catvton.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${folder})
endfunction()
catvton_install_pkg_config(catvton catvton "${PROJECT_DESCRIPTION}")
if(TARGET catvton_c)
    catvton_install_pkg_config(catvton-c catvton_c "${PROJECT_DESCRIPTION}: the C interface")
endif()
