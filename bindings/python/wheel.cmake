# The package as it is installed, by a wheel or by `cmake --install ... --component python`: the library lies in it, and
# finds LibTorch in the torch package beside it.
set_property(TARGET catvton_python PROPERTY INSTALL_RPATH "$ORIGIN")
if(SKBUILD)
    set_property(TARGET catvton PROPERTY INSTALL_RPATH "$ORIGIN/../torch/lib")
    # A wheel holds no symbolic links, so the library has one name.
    set_property(TARGET catvton PROPERTY VERSION)
    set_property(TARGET catvton PROPERTY SOVERSION)
endif()

set(rule DESTINATION catvton COMPONENT python EXCLUDE_FROM_ALL)
install(TARGETS catvton catvton_python LIBRARY ${rule} NAMELINK_SKIP)
list(TRANSFORM package_files PREPEND catvton/)
install(FILES ${package_files} ${package}/_build.py ${rule})
install(DIRECTORY ${CATVTON_MODELS_SOURCE}/ DESTINATION catvton/share/catvton/models COMPONENT python EXCLUDE_FROM_ALL
    PATTERN train EXCLUDE)
