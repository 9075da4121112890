catvton_add_folder(nn nn/parameters.cpp)
