#pragma once

#include <string>
#include <vector>

#include "catvton/error.hpp"

namespace catvton::test {

/// A malformed file, the code of its refusal and a part of the message.
struct BadFile {
    std::string what;
    std::string bytes;
    std::string message;
    ErrorCode code = ErrorCode::corrupt_weights;
};

std::vector<BadFile> bad_archives();
std::vector<BadFile> bad_torch_records();
std::vector<BadFile> bad_programs();
std::vector<BadFile> bad_tensors();
std::vector<BadFile> bad_legacy_streams();
std::vector<BadFile> bad_array_pickles();
std::vector<BadFile> bad_other_files();

}  // namespace catvton::test
