# The embedded models, where the library looks for them: share/catvton/models beside the folder it lies in.
set(CATVTON_MODELS_SOURCE "${PROJECT_SOURCE_DIR}/libcatvton/models")
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/share/catvton")
file(CREATE_LINK "${CATVTON_MODELS_SOURCE}" "${PROJECT_BINARY_DIR}/share/catvton/models" SYMBOLIC)
