#include "hub/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>

#include "catvton/error.hpp"
#include "weights/printable.hpp"

namespace catvton::hub {

namespace {

constexpr std::size_t kMaxUrlLength = 8192;

struct UrlFree {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlFree>;

struct TextFree {
    void operator()(char* text) const noexcept { curl_free(text); }
};

std::string part(CURLU* url, CURLUPart which, unsigned int flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return "";
    const std::unique_ptr<char, TextFree> owner(text);
    return text;
}

[[noreturn]] void refuse(const std::string& text, const char* reason) {
    // What may be a password or a signature is not shown.
    const bool has_user = text.find('@') != std::string::npos;
    const std::string shown = has_user ? "..." : text.substr(0, text.find_first_of("?#"));
    throw Error(ErrorCode::invalid_argument,
                "the address '" + weights::printable(shown) + "' is refused: " + reason);
}

/// curl sets a relative reference against the URL that is there already.
void set(CURLU* url, const std::string& text) {
    if (text.size() > kMaxUrlLength) refuse(text, "it is too long");
    if (std::any_of(text.begin(), text.end(),
                    [](unsigned char c) { return c <= ' ' || c == 0x7f; }))
        refuse(text, "it holds white space or control characters");
    if (curl_url_set(url, CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        refuse(text, "it is not an absolute http or https address");
}

UrlHandle parsed(const std::string& text) {
    UrlHandle url(curl_url());
    if (!url) throw std::bad_alloc();
    set(url.get(), text);
    return url;
}

}  // namespace

Url::Url(const std::string& text) {
    const UrlHandle url = parsed(text);
    const std::string scheme = part(url.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") refuse(text, "only http and https are known");
    if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty())
        refuse(text, "it names a user; the token goes into HF_TOKEN");
    std::string host = part(url.get(), CURLUPART_HOST);
    std::transform(host.begin(), host.end(), host.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    origin_ = scheme + "://" + host + ":" + part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    text_ = part(url.get(), CURLUPART_URL);
}

std::string Url::printable() const {
    return weights::printable(text_.substr(0, text_.find_first_of("?#")), 256);
}

Url Url::resolved(const std::string& location) const {
    const UrlHandle url = parsed(text_);
    set(url.get(), location);
    return Url(part(url.get(), CURLUPART_URL));
}

std::string quoted_path(const std::string& path) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string result;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if ((std::isalnum(byte) && byte < 0x80) ||
            std::string_view("-._~/").find(c) != std::string::npos) {
            result += c;
        } else {
            result += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
        }
    }
    return result;
}

}  // namespace catvton::hub
