catvton_add_folder(api auto_masker.cpp models.cpp pipeline.cpp prepared_inputs.cpp run_monitor.cpp version.cpp)
