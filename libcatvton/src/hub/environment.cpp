#include "hub/environment.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "catvton/error.hpp"
#include "weights/file_text.hpp"
#include "weights/hub_cache.hpp"
#include "weights/printable.hpp"

namespace catvton::hub {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxTokenLength = 1024;

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

bool is_true(std::string value) {
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return value == "1" || value == "ON" || value == "YES" || value == "TRUE";
}

double seconds(const char* name, double otherwise) {
    const std::string text = variable(name);
    if (text.empty()) return otherwise;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() ||
        !(value >= 0.1 && value <= 3600))
        throw Error(ErrorCode::invalid_argument, std::string(name) + " is '" +
                                                     weights::printable(text, 32) +
                                                     "': it must be 0.1 to 3600 seconds");
    return value;
}

std::string stripped(std::string text) {
    constexpr const char* kSpace = " \t\r\n";
    const auto begin = text.find_first_not_of(kSpace);
    if (begin == std::string::npos) return "";
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string token_from_file() {
    const std::string named = variable("HF_TOKEN_PATH");
    const fs::path path =
        named.empty() ? weights::hub_home() / "token" : weights::expand_path(named);
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return "";
    return weights::read_text_file(path, 64u << 10);
}

std::string find_token() {
    if (is_true(variable("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) return "";
    std::string token;
    for (const char* const name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
        if (token.empty()) token = stripped(variable(name));
    }
    if (token.empty()) token = stripped(token_from_file());
    // It becomes a line of a request.
    const bool clean = std::all_of(token.begin(), token.end(),
                                   [](unsigned char c) { return c > ' ' && c < 0x7f; });
    if (!clean || token.size() > kMaxTokenLength)
        throw Error(ErrorCode::invalid_argument,
                    "the token in HF_TOKEN or in its file holds characters that no token has");
    return token;
}

}  // namespace

Environment read_environment() {
    Environment result;
    if (std::string endpoint = variable("HF_ENDPOINT"); !endpoint.empty()) {
        while (endpoint.ends_with('/')) endpoint.pop_back();
        if (endpoint.find_first_of("?#") != std::string::npos)
            throw Error(ErrorCode::invalid_argument, "HF_ENDPOINT must have no query");
        result.endpoint = Url(endpoint);
    }
    result.token = find_token();
    for (const char* const name : {"CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"}) {
        if (result.ca_file.empty()) result.ca_file = variable(name);
    }
    const std::string offline = variable("HF_HUB_OFFLINE");
    result.offline = is_true(offline.empty() ? variable("TRANSFORMERS_OFFLINE") : offline);
    result.symlinks = !is_true(variable("HF_HUB_DISABLE_SYMLINKS"));
    result.metadata_timeout = seconds("HF_HUB_ETAG_TIMEOUT", result.metadata_timeout);
    result.stall_timeout = seconds("HF_HUB_DOWNLOAD_TIMEOUT", result.stall_timeout);
    return result;
}

}  // namespace catvton::hub
