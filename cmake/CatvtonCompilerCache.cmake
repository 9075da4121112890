# Uses ccache when it is installed, so that a second build directory costs little.
find_program(CATVTON_CCACHE ccache)
if(CATVTON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The precompiled header carries a time stamp; without this ccache would never hit.
    set(catvton_launcher ${CMAKE_COMMAND} -E env "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
                         ${CATVTON_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${catvton_launcher})
    set(CMAKE_C_COMPILER_LAUNCHER ${catvton_launcher})
endif()
