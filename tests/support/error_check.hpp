#pragma once

#include <doctest/doctest.h>

#include <string>

#include "catvton/error.hpp"

namespace catvton::test {

/// Fails unless `work` throws a catvton::Error of this code whose message holds `part`.
template <class Work>
void check_error(ErrorCode code, const std::string& part, Work&& work) {
    try {
        work();
        FAIL_CHECK("no error; expected ", std::string(error_info(code).name), " with '", part, "'");
    } catch (const Error& error) {
        INFO("message: ", std::string(error.what()));
        CHECK(std::string(error_info(error.code()).name) == std::string(error_info(code).name));
        CHECK(std::string(error.what()).find(part) != std::string::npos);
    }
}

}  // namespace catvton::test
