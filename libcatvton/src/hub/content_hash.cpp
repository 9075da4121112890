#include "hub/content_hash.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <vector>

#include "catvton/error.hpp"
#include "hub/file_descriptor.hpp"

namespace catvton::hub {

namespace {

constexpr std::size_t kSha256Digits = 64;
constexpr std::size_t kSha1Digits = 40;
constexpr std::size_t kChunk = std::size_t{1} << 20;

void check(int result) {
    if (result != 1) throw Error(ErrorCode::internal, "libcrypto cannot compute a hash");
}

}  // namespace

bool is_content_hash(const std::string& text) noexcept {
    return (text.size() == kSha256Digits || text.size() == kSha1Digits) &&
           text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void ContentHash::Free::operator()(evp_md_ctx_st* context) const noexcept {
    EVP_MD_CTX_free(context);
}

ContentHash::ContentHash(const std::string& expected, std::uint64_t size)
    : context_(EVP_MD_CTX_new()) {
    if (!is_content_hash(expected))
        throw Error(ErrorCode::invalid_argument, "neither SHA-256 nor SHA-1 in hexadecimal digits");
    if (!context_) throw std::bad_alloc();
    const bool git_blob = expected.size() == kSha1Digits;
    check(EVP_DigestInit_ex(context_.get(), git_blob ? EVP_sha1() : EVP_sha256(), nullptr));
    if (git_blob) {
        const std::string header = "blob " + std::to_string(size);
        // With its terminating zero.
        check(EVP_DigestUpdate(context_.get(), header.c_str(), header.size() + 1));
    }
}

void ContentHash::update(std::span<const std::byte> bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
}

std::string ContentHash::finish() {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), &length));
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 15];
    }
    return text;
}

std::string hash_file(const std::filesystem::path& path, const std::string& expected,
                      const std::function<void(std::uint64_t)>& after_chunk) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) throw_io("open", path);
    if (!S_ISREG(status.st_mode)) throw Error(ErrorCode::io, "'" + path.string() + "' is no file");
    ContentHash hash(expected, static_cast<std::uint64_t>(status.st_size));
    std::vector<std::byte> buffer(kChunk);
    for (;;) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw_io("read", path);
        if (count == 0) return hash.finish();
        hash.update({buffer.data(), static_cast<std::size_t>(count)});
        if (after_chunk) after_chunk(static_cast<std::uint64_t>(count));
    }
}

}  // namespace catvton::hub
