catvton_add_folder(api version.cpp)
