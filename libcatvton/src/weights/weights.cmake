find_package(ZLIB REQUIRED)
catvton_add_folder(weights
    weights/mapped_file.cpp
    weights/state_dict.cpp)
target_link_libraries(catvton_weights PUBLIC nlohmann_json::nlohmann_json PRIVATE ZLIB::ZLIB)
