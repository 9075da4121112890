catvton_add_folder(diffusion
    diffusion/autoencoder_kl.cpp
    diffusion/config.cpp
    diffusion/ddim_scheduler.cpp
    diffusion/memory_estimate.cpp
    diffusion/pixels.cpp
    diffusion/resnet_block.cpp
    diffusion/timestep_embedding.cpp
    diffusion/transformer_2d.cpp
    diffusion/try_on_model.cpp
    diffusion/unet_2d_condition_model.cpp
    diffusion/unet_blocks.cpp
    diffusion/vae_blocks.cpp)
target_link_libraries(catvton_diffusion PRIVATE nlohmann_json::nlohmann_json)
