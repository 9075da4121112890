catvton_add_folder(weights
    weights/state_dict.cpp)
target_link_libraries(catvton_weights PUBLIC nlohmann_json::nlohmann_json)
