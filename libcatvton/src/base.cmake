catvton_add_folder(base runtime/error.cpp runtime/log.cpp)
