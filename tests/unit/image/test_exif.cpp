#include <doctest/doctest.h>

#include "image/exif.hpp"
#include "unit/image/picture_files.hpp"

using namespace catvton;
using catvton::image::exif_orientation;
using catvton::test::FileBytes;

namespace {

/// One entry: tag 274 of `type`, `count`, value bytes.
FileBytes block(bool big, std::uint8_t type, std::uint8_t count, std::uint8_t value) {
    FileBytes bytes = big ? FileBytes{'M',  'M', 0, 42, 0,     0, 0,     8, 0, 1, 1, 18, 0,
                                      type, 0,   0, 0,  count, 0, value, 0, 0, 0, 0, 0,  0}
                          : FileBytes{'I', 'I',   42, 0, 8, 0,     0, 0, 1, 0, 18, 1, type,
                                      0,   count, 0,  0, 0, value, 0, 0, 0, 0, 0,  0, 0};
    return bytes;
}

}  // namespace

TEST_CASE("the orientation is read in both byte orders") {
    for (std::uint8_t value = 1; value <= 8; ++value) {
        CHECK(exif_orientation(block(true, 3, 1, value)) == value);
        CHECK(exif_orientation(block(false, 3, 1, value)) == value);
    }
    FileBytes prefixed = block(true, 3, 1, 6);
    const std::string head("Exif\0\0", 6);
    prefixed.insert(prefixed.begin(), head.begin(), head.end());
    CHECK(exif_orientation(prefixed) == 6);
    CHECK(exif_orientation(block(false, 4, 1, 6)) == 6);
}

TEST_CASE("a broken orientation counts as upright") {
    CHECK(exif_orientation(block(true, 3, 1, 0)) == 1);
    CHECK(exif_orientation(block(true, 3, 1, 9)) == 1);
    CHECK(exif_orientation(block(true, 2, 1, 6)) == 1);
    CHECK(exif_orientation(block(true, 3, 2, 6)) == 1);
    CHECK(exif_orientation({}) == 1);
}

TEST_CASE("a cut block counts as upright at every length") {
    const FileBytes whole = block(true, 3, 1, 6);
    for (std::size_t size = 0; size < 22; ++size) {
        CAPTURE(size);
        CHECK(exif_orientation({whole.data(), size}) == 1);
    }
    FileBytes far = whole;
    far[4] = 0x7F;
    CHECK(exif_orientation(far) == 1);
}
