catvton_add_folder(image
    image/image.cpp)
target_link_libraries(catvton_image PUBLIC catvton_image_codecs)
