#include <doctest/doctest.h>

#include "hub/content_range.hpp"
#include "hub/url.hpp"
#include "support/error_check.hpp"
#include "weights/hub_cache.hpp"

using namespace catvton;
using hub::Url;
using test::check_error;

TEST_CASE("origins are scheme, host and port, whatever is written") {
    for (const char* const same :
         {"https://example.org", "https://example.org/", "https://example.org:443/a?b#c",
          "HTTPS://EXAMPLE.ORG/x", "https://Example.org:443"}) {
        CHECK(Url(same).origin() == "https://example.org:443");
    }
    for (const char* const other :
         {"http://example.org", "https://example.org:444", "https://example.org.evil.net",
          "https://evil.net/example.org", "https://sub.example.org", "https://example.org."}) {
        CHECK(Url(other).origin() != "https://example.org:443");
    }
}

TEST_CASE("what is no plain http address is refused, without showing secrets") {
    for (const char* const bad :
         {"", "example.org", "/path", "ftp://example.org", "file:///x", "https://", "https://a b",
          "https://a\nb", "http://[::1", "data:x"}) {
        CAPTURE(bad);
        check_error(ErrorCode::invalid_argument, "is refused", [&] { Url url(bad); });
    }
    for (const char* const secret :
         {"https://user:secret@example.org", "https://secret@example.org", "ftp://a:secret@b",
          "ftp://example.org/x?token=secret"}) {
        try {
            Url url(secret);
            FAIL("taken: " << secret);
        } catch (const Error& error) {
            CHECK(std::string(error.what()).find("secret") == std::string::npos);
        }
    }
}

TEST_CASE("redirects are resolved, and messages do not show their queries") {
    const Url base("https://example.org/a/b?c");
    CHECK(base.resolved("/x").text() == "https://example.org/x");
    CHECK(base.resolved("d").text() == "https://example.org/a/d");
    CHECK(base.resolved("//other.org/x").origin() == "https://other.org:443");
    CHECK(base.resolved("http://other.org/").origin() == "http://other.org:80");
    CHECK(Url("https://example.org/a?Signature=s#f").printable() == "https://example.org/a");
}

TEST_CASE("paths are quoted by the byte") {
    CHECK(hub::quoted_path("a/b-c_d.e~1") == "a/b-c_d.e~1");
    CHECK(hub::quoted_path("a b?#%\xc3\xa9") == "a%20b%3F%23%25%C3%A9");
}

TEST_CASE("names of files that may become paths") {
    for (const char* const good : {"a", "a/b.c", "...", "a/.b", "a/..b", " "})
        CHECK(weights::is_repository_file(good));
    for (const std::string& bad :
         {std::string(), std::string("/"), std::string("/a"), std::string("a/"), std::string("."),
          std::string("a/./b"), std::string(".."), std::string("../a"), std::string("a/../b"),
          std::string("a//b"), std::string("a\\b"), std::string("c:d"), std::string("a\nb"),
          std::string("a\0b", 3), std::string(513, 'a')}) {
        CAPTURE(bad);
        CHECK_FALSE(weights::is_repository_file(bad));
    }
}

TEST_CASE("ranges of contents") {
    const auto range = hub::parse_content_range("bytes 5-9/10");
    REQUIRE(range);
    CHECK(range->first == 5);
    CHECK(range->last == 9);
    CHECK(range->total == 10);
    CHECK_FALSE(hub::parse_content_range("bytes 5-9/*")->total);
    for (const char* const bad :
         {"", "bytes", "bytes 5-9", "bytes 9-5/10", "bytes 5-10/10", "bytes -9/10", "bytes 5-/10",
          "bytes 5-9/", "items 5-9/10", "bytes 5-9/10x", "bytes +5-9/10", "bytes 5/9-10",
          "bytes 99999999999999999999-9/10"}) {
        CAPTURE(bad);
        CHECK_FALSE(hub::parse_content_range(bad));
    }
    CHECK(hub::parse_length("0") == 0);
    CHECK(hub::parse_length("18446744073709551615") == ~std::uint64_t{0});
    for (const char* const bad : {"", " 1", "1 ", "-1", "+1", "1.0", "18446744073709551616"})
        CHECK_FALSE(hub::parse_length(bad));
}
