#include "image/tiff_directory.hpp"

#include <algorithm>
#include <string>

#include "image/failure.hpp"

namespace catvton::image {

namespace {

constexpr std::size_t kEntryBytes = 12;
constexpr int kMaxPictures = 1000;
constexpr std::uint16_t kByte = 1, kShort = 3, kLong = 4, kBigTiff = 43;

[[noreturn]] void damaged(const std::string& rule) { fail_damaged(ImageFormat::tiff, rule); }

bool is_big_endian(Bytes file) {
    if (file.size() < 8) damaged("the file ends inside its header");
    return file[0] == 'M';
}

std::size_t bytes_of(std::uint16_t type) {
    if (type == kByte) return 1;
    if (type == kShort) return 2;
    if (type == kLong) return 4;
    damaged("a tag has the type " + std::to_string(type) + " instead of an integer");
}

/// Number of entries of the directory at `at`, which lies inside the file with its link.
std::size_t entry_count(const ByteView& file, std::uint32_t at) {
    if (at < 8 || !file.has(at, 2)) {
        damaged("a directory at byte " + std::to_string(at) + " is outside the file");
    }
    const std::size_t count = file.u16(at);
    if (count == 0 || !file.has(std::uint64_t(at) + 2, count * kEntryBytes + 4)) {
        damaged("a directory of " + std::to_string(count) + " entries ends beyond the file");
    }
    return count;
}

std::uint32_t link_behind(const ByteView& file, std::uint32_t at, std::size_t count) {
    return file.u32(std::size_t(at) + 2 + count * kEntryBytes);
}

}  // namespace

TiffDirectory::TiffDirectory(Bytes file) : big_(is_big_endian(file)), file_(file, big_) {
    if (file_.u16(2) == kBigTiff) fail_unsupported(ImageFormat::tiff, "BigTIFF");
    const std::uint32_t first = file_.u32(4);
    count_ = entry_count(file_, first);
    entries_ = std::size_t(first) + 2;
    more_ = link_behind(file_, first, count_) != 0;
    check_chain();
}

void TiffDirectory::check_chain() const {
    std::vector<std::uint32_t> seen;
    for (std::uint32_t at = file_.u32(4); at != 0;
         at = link_behind(file_, at, entry_count(file_, at))) {
        if (std::find(seen.begin(), seen.end(), at) != seen.end()) {
            damaged("the chain of directories comes back to byte " + std::to_string(at));
        }
        if (seen.size() == kMaxPictures) damaged("there are more than 1000 directories");
        seen.push_back(at);
    }
}

std::size_t TiffDirectory::find(std::uint16_t tag) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
        if (file_.u16(entries_ + i * kEntryBytes) == tag) return entries_ + i * kEntryBytes;
    }
    return 0;
}

std::uint32_t TiffDirectory::number(std::uint16_t tag, std::uint32_t fallback) const {
    const std::vector<std::uint32_t> values = numbers(tag, 1);
    return values.empty() ? fallback : values.front();
}

std::vector<std::uint32_t> TiffDirectory::numbers(std::uint16_t tag, std::size_t limit) const {
    const std::size_t entry = find(tag);
    if (entry == 0) return {};
    const std::size_t size = bytes_of(file_.u16(entry + 2));
    const std::uint64_t count = file_.u32(entry + 4);
    const std::uint64_t at = count * size <= 4 ? entry + 8 : file_.u32(entry + 8);
    if (!file_.has(at, count * size)) {
        damaged("tag " + std::to_string(tag) + " has " + std::to_string(count) +
                " values beyond the file");
    }
    std::vector<std::uint32_t> values(std::min<std::uint64_t>(count, limit));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t where = std::size_t(at) + i * size;
        values[i] = size == 1 ? file_.u8(where) : size == 2 ? file_.u16(where) : file_.u32(where);
    }
    return values;
}

}  // namespace catvton::image
