catvton_add_folder(api pipeline.cpp prepared_inputs.cpp version.cpp)
