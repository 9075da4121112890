# cmake -DNM=nm -DLIBRARY=libcatvton.so -P check_cpp_symbols.cmake
# The C++ library exports what is in namespace catvton, but nothing of the folders behind the public headers and nothing
# of LibTorch, which a program may have in another version.
execute_process(COMMAND ${NM} -D -C --defined-only ${LIBRARY} OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${output}")
set(count 0)
foreach(line IN LISTS lines)
    if(NOT line MATCHES "^[0-9a-f]+ [A-Za-z] (typeinfo for |typeinfo name for |vtable for )?catvton::(.*)")
        message(FATAL_ERROR "exported, but not of namespace catvton: ${line}")
    endif()
    if(CMAKE_MATCH_2 MATCHES "^(nn|diffusion|masker|weights|image|runtime|hub|api)::")
        message(FATAL_ERROR "exported, but internal: ${line}")
    endif()
    math(EXPR count "${count} + 1")
endforeach()
if(count LESS 50)
    message(FATAL_ERROR "only ${count} symbols are exported")
endif()
message(STATUS "${count} symbols")
