catvton_add_folder(base options.cpp runtime/error.cpp runtime/log.cpp)
