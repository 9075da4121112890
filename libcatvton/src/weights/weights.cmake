find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
catvton_add_folder(weights
    weights/convert_dtype.cpp
    weights/detectron2_pickle.cpp
    weights/file_text.cpp
    weights/half.cpp
    weights/hub_cache.cpp
    weights/json_reader.cpp
    weights/key_maps.cpp
    weights/load_state_dict.cpp
    weights/mapped_file.cpp
    weights/merged_model.cpp
    weights/model_names.cpp
    weights/model_source.cpp
    weights/pending_file.cpp
    weights/pickle_calls.cpp
    weights/pickle_globals.cpp
    weights/pickle_machine.cpp
    weights/pickle_opcodes.cpp
    weights/pickle_stack.cpp
    weights/pickle_tensors.cpp
    weights/pickle_value.cpp
    weights/printable.cpp
    weights/published_manifest.cpp
    weights/published_sets.cpp
    weights/safetensors.cpp
    weights/safetensors_writer.cpp
    weights/shard_index.cpp
    weights/state_dict.cpp
    weights/storage_tensor.cpp
    weights/torch_legacy.cpp
    weights/torch_zip.cpp
    weights/zip_reader.cpp)
target_link_libraries(catvton_weights PUBLIC nlohmann_json::nlohmann_json PRIVATE ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})
