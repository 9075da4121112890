catvton_add_folder(nn
    nn/attention.cpp
    nn/attention_kernel_portable.cpp
    nn/bottleneck.cpp
    nn/channel_affine.cpp
    nn/channel_kernels.cpp
    nn/conv_norm.cpp
    nn/convolution.cpp
    nn/cpu_attention.cpp
    nn/feed_forward.cpp
    nn/fused_convolutions.cpp
    nn/linear.cpp
    nn/normalization.cpp
    nn/onednn_linear.cpp
    nn/packed_linear.cpp
    nn/packed_product.cpp
    nn/parameters.cpp
    nn/prepacked_conv2d.cpp
    nn/scratch.cpp
    nn/winograd_conv2d.cpp
    nn/winograd_products.cpp
    nn/winograd_taps.cpp
    nn/winograd_transforms.cpp)

# The kernels for attention and products, one file for each instruction set, chosen among at run time. They use none of
# the precompiled header, so that no inline function of it is compiled for a newer processor. Fused multiply-add is twice
# the speed here and rounds less, and no golden fixes the last bit. Unoptimised they would take minutes.
set(catvton_kernel_portable -O3 -ffp-contract=fast)
set(catvton_kernel_avx2 ${catvton_kernel_portable} -mavx2 -mfma)
set(catvton_kernel_avx512 ${catvton_kernel_avx2} -mavx512f)
set(catvton_kernels attention_kernel_portable)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    foreach(instructions IN ITEMS avx2 avx512)
        foreach(kernel IN ITEMS attention_kernel_${instructions} product_kernel_${instructions})
            list(APPEND catvton_kernels ${kernel})
            target_sources(catvton_nn PRIVATE src/nn/${kernel}.cpp)
        endforeach()
    endforeach()
endif()
foreach(kernel IN LISTS catvton_kernels)
    string(REGEX MATCH "[^_]+$" instructions ${kernel})
    set_source_files_properties(src/nn/${kernel}.cpp PROPERTIES
        COMPILE_OPTIONS "${catvton_kernel_${instructions}}" SKIP_PRECOMPILE_HEADERS ON)
endforeach()

# The passes over channels: one file each, of which the compiler makes the versions.
set_source_files_properties(src/nn/channel_kernels.cpp src/nn/winograd_transforms.cpp PROPERTIES
    COMPILE_OPTIONS "-O3;-ffp-contract=fast" SKIP_PRECOMPILE_HEADERS ON)
