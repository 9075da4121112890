#include <doctest/doctest.h>

#include <set>
#include <string>

#include "catvton/error.hpp"

using namespace catvton;

TEST_CASE("the error table has one complete row per code, in order") {
    std::set<std::string> names, exceptions;
    std::set<int> exits;
    int expected = 1;
    for (const ErrorInfo& row : error_table()) {
        CHECK(static_cast<int>(row.code) == expected++);
        CHECK_FALSE(row.name.empty());
        CHECK(row.python_exception.ends_with("Error"));
        CHECK((row.http_status >= 400 && row.http_status < 600));
        CHECK(row.exit_status > 1);
        names.emplace(row.name);
        exceptions.emplace(row.python_exception);
        exits.insert(row.exit_status);
        CHECK(&error_info(row.code) == &row);
    }
    CHECK(names.size() == error_table().size());
    CHECK(exceptions.size() == error_table().size());
    CHECK(exits.size() == error_table().size());
    CHECK(static_cast<int>(ErrorCode::internal) == expected - 1);
}

TEST_CASE("an unknown code reads as internal") {
    CHECK(error_info(static_cast<ErrorCode>(999)).name == "internal");
}
