#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "unit/image/picture_files.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

namespace fs = std::filesystem;

struct Folder {
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::size_t files() const {
        return std::size_t(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path = fs::temp_directory_path() / ("catvton_save_" + std::to_string(getpid()));
};

}  // namespace

TEST_CASE("the extension chooses the format") {
    const Folder folder;
    const Image image = pattern(20, 10, 3);
    const std::pair<const char*, ImageFormat> cases[] = {{"a.png", ImageFormat::png},
                                                         {"a.jpg", ImageFormat::jpeg},
                                                         {"a.JPEG", ImageFormat::jpeg},
                                                         {"a.webp", ImageFormat::webp}};
    for (const auto& [name, format] : cases) {
        save_image(image, folder.path / name);
        CHECK(probe_image(folder.path / name).format == format);
    }
    CHECK(folder.files() == 4);
    CHECK(load_image(folder.path / "a.png") == image);
}

TEST_CASE("an unknown extension names what is possible and writes nothing") {
    const Folder folder;
    try {
        save_image(pattern(2, 2, 3), folder.path / "a.bmp");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::invalid_argument);
        CHECK(std::string(error.what()).find(".webp") != std::string::npos);
    }
    CHECK(folder.files() == 0);
}

TEST_CASE("a failed write leaves no file behind") {
    const Folder folder;
    const Image image = pattern(2, 2, 3);
    CHECK(failure_of([&] { save_image(image, folder.path / "absent" / "a.png"); }) ==
          ErrorCode::io);
    // The rename fails: a folder has the name already.
    fs::create_directories(folder.path / "taken.png" / "inner");
    CHECK(failure_of([&] { save_image(image, folder.path / "taken.png"); }) == ErrorCode::io);
    CHECK(folder.files() == 1);
}

TEST_CASE("an older file is replaced as a whole, and kept when the new one cannot be made") {
    const Folder folder;
    const fs::path path = folder.path / "a.jpg";
    save_image(pattern(2, 2, 3), path);
    CHECK(failure_of([&] { save_image(pattern(2, 2, 4), path); }) == ErrorCode::invalid_argument);
    CHECK(probe_image(path).width == 2);
    save_image(pattern(5, 2, 3), path);
    CHECK(probe_image(path).width == 5);
    CHECK(folder.files() == 1);
}
