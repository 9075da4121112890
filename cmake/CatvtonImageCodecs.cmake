# The formats' own libraries: they report damaged data, which OpenCV's imdecode hides.
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp)

add_library(catvton_image_codecs INTERFACE)
target_link_libraries(catvton_image_codecs INTERFACE JPEG::JPEG PNG::PNG ZLIB::ZLIB PkgConfig::WEBP)
