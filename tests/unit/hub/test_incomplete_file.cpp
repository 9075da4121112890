#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "hub/incomplete_file.hpp"
#include "support/temporary_folder.hpp"
#include "unit/weights/file_fixture.hpp"

using namespace catvton;
using test::write_file;
namespace fs = std::filesystem;

namespace {

const std::string kHash(64, '1');

auto count(const fs::path& folder) {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

void append(hub::IncompleteFile& file, const std::string& text) {
    file.append(std::as_bytes(std::span(text)));
}

fs::path leftover(const fs::path& folder, const std::string& text, const char* mark = "0123abcd") {
    fs::path path = folder / (kHash + "." + mark + ".incomplete");
    write_file(path, text);
    return path;
}

}  // namespace

TEST_CASE("an incomplete file becomes the blob or stays") {
    const test::TemporaryFolder folder;
    const fs::path blob = folder.path() / kHash;
    {
        hub::IncompleteFile file(blob, 10);
        append(file, "abc");
        CHECK(file.size() == 3);
    }
    CHECK(count(folder.path()) == 1);
    CHECK_FALSE(fs::exists(blob));
    {
        hub::IncompleteFile file(blob, 10);
        CHECK(file.size() == 3);
        append(file, "de");
        file.complete();
    }
    CHECK(count(folder.path()) == 1);
    CHECK(fs::file_size(blob) == 5);
}

TEST_CASE("restarting and discarding") {
    const test::TemporaryFolder folder;
    const fs::path blob = folder.path() / kHash;
    hub::IncompleteFile file(blob, 10);
    append(file, "abcdef");
    file.restart();
    CHECK(file.size() == 0);
    append(file, "x");
    CHECK(fs::file_size(file.path()) == 1);
    file.discard();
    CHECK(count(folder.path()) == 0);
}

TEST_CASE("what is too long, held by another, or of other programs is not taken up") {
    const test::TemporaryFolder folder;
    const fs::path blob = folder.path() / kHash;
    const fs::path too_long = leftover(folder.path(), "01234567890");
    CHECK(hub::IncompleteFile(blob, 10).size() == 0);
    CHECK_FALSE(fs::exists(too_long));

    const test::TemporaryFolder other;
    const fs::path held = leftover(other.path(), "abc");
    const hub::FileDescriptor holder(::open(held.c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(::flock(holder.get(), LOCK_EX | LOCK_NB) == 0);
    for (const char* const name :
         {".incomplete", ".0123ABCD.incomplete", ".0123abcd.incomplete.x", ".0123abc.incomplete"}) {
        write_file(other.path() / (kHash + name), "abc");
    }
    CHECK(hub::IncompleteFile(other.path() / kHash, 10).size() == 0);
    CHECK(fs::file_size(held) == 3);
}
