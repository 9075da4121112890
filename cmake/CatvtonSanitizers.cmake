# CATVTON_SANITIZE=address,undefined | thread: applied to every target of the project.
if(CATVTON_SANITIZE)
    add_compile_options(-fsanitize=${CATVTON_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${CATVTON_SANITIZE})
endif()
