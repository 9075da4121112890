#include <doctest/doctest.h>

#include <cstdlib>

#include "hub/repository_cache.hpp"
#include "support/error_check.hpp"
#include "support/temporary_folder.hpp"
#include "unit/weights/file_fixture.hpp"

using namespace catvton;
using test::check_error;
using test::write_file;
namespace fs = std::filesystem;

namespace {

const std::string kCommit(40, 'a');
const std::string kHash(64, '1');
const std::string kOtherHash(64, '2');

/// A cache folder that the environment names while the object lives.
struct CacheFolder {
    CacheFolder() { ::setenv("HF_HUB_CACHE", (folder.path() / "hub").c_str(), 1); }
    ~CacheFolder() { ::unsetenv("HF_HUB_CACHE"); }
    test::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("links are relative and as deep as their paths") {
    const CacheFolder folder;
    const hub::RepositoryCache cache("owner/name");
    CHECK_FALSE(fs::exists(cache.folder()));
    cache.prepare();
    write_file(cache.blob(kHash), "x");
    for (const char* const path : {"a", "b/c", "d/e/f"}) {
        CAPTURE(path);
        cache.link(kCommit, path, kHash);
        cache.link(kCommit, path, kHash);
        CHECK(cache.size_in_snapshot(kCommit, path) == 1);
        CHECK(cache.hash_in_snapshot(kCommit, path) == kHash);
        CHECK(fs::read_symlink(cache.file(kCommit, path)).is_relative());
    }
    CHECK(fs::read_symlink(cache.file(kCommit, "d/e/f")) == "../../../../blobs/" + kHash);
}

TEST_CASE("a link to another content is replaced") {
    const CacheFolder folder;
    const hub::RepositoryCache cache("owner/name");
    cache.prepare();
    write_file(cache.blob(kOtherHash), "xy");
    cache.link(kCommit, "a", kHash);  // leads nowhere
    CHECK_FALSE(cache.size_in_snapshot(kCommit, "a"));
    cache.link(kCommit, "a", kOtherHash);
    CHECK(cache.size_in_snapshot(kCommit, "a") == 2);
    cache.remove(kCommit, "a");
    CHECK_FALSE(fs::exists(cache.blob(kOtherHash)));
    CHECK_FALSE(fs::is_symlink(cache.file(kCommit, "a")));
}

TEST_CASE("without links the snapshot holds the file") {
    const CacheFolder folder;
    const hub::RepositoryCache cache("owner/name", false);
    cache.prepare();
    write_file(cache.blob(kHash), "x");
    cache.link(kCommit, "a", kHash);
    cache.link(kCommit, "a", kHash);  // another process was faster
    CHECK(fs::is_regular_file(fs::symlink_status(cache.file(kCommit, "a"))));
    CHECK(cache.hash_in_snapshot(kCommit, "a").empty());
    check_error(ErrorCode::not_found, "create", [&] { cache.link(kCommit, "b", kHash); });
}

TEST_CASE("refs and missing files") {
    const CacheFolder folder;
    const hub::RepositoryCache cache("name");
    CHECK(cache.folder().filename() == "models--name");
    CHECK(cache.commit_of("main").empty());
    cache.prepare();
    cache.write_ref("main", kCommit);
    CHECK(cache.commit_of("main") == kCommit);
    cache.write_ref("main", std::string(40, 'b'));
    CHECK(cache.commit_of("main") == std::string(40, 'b'));
    cache.write_ref(kCommit, kCommit);  // a commit needs no ref
    CHECK_FALSE(fs::exists(cache.folder() / "refs" / kCommit));
    write_file(cache.folder() / "refs" / "main", "../../x");
    CHECK(cache.commit_of("main").empty());
    CHECK_FALSE(cache.is_known_missing(kCommit, "a/b"));
    cache.mark_missing(kCommit, "a/b");
    CHECK(cache.is_known_missing(kCommit, "a/b"));
}

TEST_CASE("what the hash of a link names is checked") {
    const CacheFolder folder;
    const hub::RepositoryCache cache("owner/name");
    fs::create_directories(cache.snapshot(kCommit));
    fs::create_symlink("/etc/passwd", cache.file(kCommit, "a"));
    CHECK(cache.hash_in_snapshot(kCommit, "a").empty());
    check_error(ErrorCode::invalid_argument, "repository id",
                [] { const hub::RepositoryCache bad("../x"); });
}

TEST_CASE("a file in the way of the cache") {
    const CacheFolder folder;
    const hub::RepositoryCache cache("owner/name");
    write_file(folder.folder.path() / "hub", "");
    check_error(ErrorCode::io, "HF_HUB_CACHE", [&] { cache.prepare(); });
}
