#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

struct evp_md_ctx_st;

namespace catvton::hub {

/// Whether the text is the hub's name for a content: 64 lower-case hexadecimal digits (SHA-256, of
/// a file in large file storage) or 40 (SHA-1 of a git blob). It becomes a file name.
bool is_content_hash(const std::string& text) noexcept;

/// The hash of a file's bytes as they come, in the kind that `expected` is of. A git blob's hash
/// covers the size too, so that it is needed beforehand.
class ContentHash {
public:
    /// Throws invalid_argument when `expected` is not a content hash.
    ContentHash(const std::string& expected, std::uint64_t size);
    void update(std::span<const std::byte> bytes);
    /// In lower-case hexadecimal digits; nothing may follow.
    std::string finish();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// The hash of a file in the kind that `expected` is of. `after_chunk` is told how many bytes were
/// read and may throw to stop. Throws not_found, io.
std::string hash_file(const std::filesystem::path& path, const std::string& expected,
                      const std::function<void(std::uint64_t)>& after_chunk = {});

}  // namespace catvton::hub
