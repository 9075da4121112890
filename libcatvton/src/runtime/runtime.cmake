catvton_add_folder(runtime
    runtime/context.cpp
    runtime/cpu_features.cpp
    runtime/gpu_context.cpp
    runtime/inference_lock.cpp
    runtime/memory.cpp
    runtime/random.cpp)
