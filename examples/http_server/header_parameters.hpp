#pragma once

#include <map>
#include <string>
#include <string_view>

namespace catvton::server {

/// `value; name=token; name="quoted \" string"`: the lower-cased value under "", and the parameters
/// under their lower-cased names; of a repeated one the first. What does not parse is left out.
std::map<std::string, std::string, std::less<>> header_parameters(std::string_view text);

std::string lower_case(std::string_view text);
std::string_view trimmed(std::string_view text);

}  // namespace catvton::server
