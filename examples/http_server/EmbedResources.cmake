# catvton_embed_resources(HEADER NAME FILE...) writes a header with each file as a string_view of that name.
function(catvton_embed_resources header)
    set(text "#pragma once\n\n#include <string_view>\n\nnamespace catvton::server {\n\n")
    while(ARGN)
        list(POP_FRONT ARGN name file)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
        file(READ ${CMAKE_CURRENT_SOURCE_DIR}/${file} bytes HEX)
        string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
        string(APPEND text "inline constexpr char ${name}Bytes[] = {${bytes}};\n"
            "inline constexpr std::string_view ${name}(${name}Bytes, sizeof ${name}Bytes);\n\n")
    endwhile()
    file(CONFIGURE OUTPUT ${header} CONTENT "${text}}  // namespace catvton::server\n" @ONLY)
endfunction()
