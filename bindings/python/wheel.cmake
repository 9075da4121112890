# What goes into the wheel: the library lies in the package, and finds LibTorch in the torch package beside it.
# A wheel holds no symbolic links, so the library has one name.
set_property(TARGET catvton PROPERTY VERSION)
set_property(TARGET catvton PROPERTY SOVERSION)
set_target_properties(catvton PROPERTIES INSTALL_RPATH "$ORIGIN/../torch/lib")
set_target_properties(catvton_python PROPERTIES INSTALL_RPATH "$ORIGIN")
install(TARGETS catvton catvton_python LIBRARY DESTINATION catvton COMPONENT python)
list(TRANSFORM package_files PREPEND catvton/)
install(FILES ${package_files} ${package}/_build.py DESTINATION catvton COMPONENT python)
install(DIRECTORY ${CATVTON_MODELS_SOURCE}/ DESTINATION catvton/share/catvton/models COMPONENT python
    PATTERN train EXCLUDE)
