catvton_add_folder(api auto_masker.cpp models.cpp pipeline.cpp prepared_inputs.cpp version.cpp)
