catvton_add_folder(runtime runtime/memory.cpp)
