# Finds what compiles and runs Kotlin: Java, JNA's archive (Debian's libjna-java), and in .cache/kotlin the npm package
# kotlin-compiler, which cmake/setup.sh installs. catvton_has_kotlin says whether all are there; a JVM does not load a
# library with sanitizers.
find_program(CATVTON_JAVA java)
find_file(CATVTON_JNA_JAR jna.jar PATHS /usr/share/java)
find_path(CATVTON_KOTLIN_HOME lib/kotlin-compiler.jar
    PATHS ${PROJECT_SOURCE_DIR}/.cache/kotlin/node_modules/kotlin-compiler NO_DEFAULT_PATH)
set(catvton_has_kotlin OFF)
if(CATVTON_JAVA AND CATVTON_JNA_JAR AND CATVTON_KOTLIN_HOME AND NOT CATVTON_SANITIZE)
    set(catvton_has_kotlin ON)
endif()
set(catvton_kotlin_lib ${CATVTON_KOTLIN_HOME}/lib)
# What a program needs at run time beside the binding; without coroutines the first two are enough.
set(catvton_kotlin_class_path ${CATVTON_JNA_JAR} ${catvton_kotlin_lib}/kotlin-stdlib.jar
    ${catvton_kotlin_lib}/kotlinx-coroutines-core-jvm.jar)

# catvton_add_kotlin(NAME SOURCE_DIRECTORY directory... [LIBRARIES jar...] [OPTIONS option...])
# NAME.jar in the binary folder, from all Kotlin files below the directories. Warnings are errors.
function(catvton_add_kotlin name)
    cmake_parse_arguments(arg "" "" "SOURCE_DIRECTORY;LIBRARIES;OPTIONS" ${ARGN})
    set(sources)
    foreach(directory IN LISTS arg_SOURCE_DIRECTORY)
        file(GLOB_RECURSE found CONFIGURE_DEPENDS ${directory}/*.kt)
        list(APPEND sources ${found})
    endforeach()
    string(JOIN ":" class_path ${arg_LIBRARIES} ${catvton_kotlin_class_path})
    set(jar ${CMAKE_CURRENT_BINARY_DIR}/${name}.jar)
    add_custom_command(OUTPUT ${jar}
        COMMAND ${CATVTON_JAVA} -Xmx1g -cp "${catvton_kotlin_lib}/*" org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
            -kotlin-home ${CATVTON_KOTLIN_HOME} -no-reflect -jvm-target 17 -Werror ${arg_OPTIONS} -cp ${class_path}
            -d ${jar} ${arg_SOURCE_DIRECTORY}
        DEPENDS ${sources} ${arg_LIBRARIES}
        COMMENT "Compiling Kotlin ${name}.jar" VERBATIM)
    add_custom_target(${name} ALL DEPENDS ${jar})
    set_target_properties(${name} PROPERTIES CATVTON_JAR ${jar})
endfunction()
