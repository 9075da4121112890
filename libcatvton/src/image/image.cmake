catvton_add_folder(image
    image/box_blur.cpp
    image/convert.cpp
    image/geometry.cpp
    image/image.cpp
    image/mask.cpp
    image/network_values.cpp
    image/premultiply.cpp
    image/resample.cpp
    image/resample_filter.cpp
    image/resample_pass.cpp
    image/transform.cpp)
target_link_libraries(catvton_image PUBLIC catvton_image_codecs)
