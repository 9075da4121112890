#include <doctest/doctest.h>

#include "hub/content_hash.hpp"
#include "support/error_check.hpp"
#include "support/temporary_folder.hpp"
#include "unit/weights/file_fixture.hpp"

using namespace catvton;
using test::check_error;
using test::write_file;

namespace {

const std::string kSha256(64, '0');
const std::string kSha1(40, '0');

std::string hash_of(const std::string& kind, const std::string& text) {
    hub::ContentHash hash(kind, text.size());
    for (const char& c : text) hash.update(std::as_bytes(std::span(&c, 1)));
    return hash.finish();
}

}  // namespace

TEST_CASE("contents are hashed as the hub does it") {
    // FIPS 180-4's examples, and what `git hash-object` says.
    CHECK(hash_of(kSha256, "abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash_of(kSha256, "") ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hash_of(kSha1, "") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    CHECK(hash_of(kSha1, "hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a");
}

TEST_CASE("files are hashed, and reading them can be stopped") {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "file";
    write_file(path, "hello\n");
    std::uint64_t bytes = 0;
    CHECK(hub::hash_file(path, kSha1, [&](std::uint64_t count) { bytes += count; }) ==
          "ce013625030ba8dba906f756967f9e9ca394464a");
    CHECK(bytes == 6);
    CHECK_THROWS_AS(hub::hash_file(path, kSha1, [](std::uint64_t) { throw 1; }), int);
    check_error(ErrorCode::not_found, "nothing",
                [&] { (void)hub::hash_file(folder.path() / "nothing", kSha1); });
    check_error(ErrorCode::io, "no file", [&] { (void)hub::hash_file(folder.path(), kSha1); });
}

TEST_CASE("only hashes are hashes") {
    CHECK(hub::is_content_hash(kSha256));
    CHECK(hub::is_content_hash(kSha1));
    for (const std::string& bad :
         {std::string(), std::string(41, '0'), std::string(63, '0'), std::string(40, 'A'),
          std::string(40, 'g'), "../" + kSha1, std::string(40, '/'), std::string(40, '\0')}) {
        CHECK_FALSE(hub::is_content_hash(bad));
        check_error(ErrorCode::invalid_argument, "SHA", [&] { hub::ContentHash hash(bad, 0); });
    }
}
