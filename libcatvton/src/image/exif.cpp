#include "image/exif.hpp"

namespace catvton::image {

namespace {

constexpr std::uint16_t kOrientationTag = 274;
constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kLong = 4;
constexpr std::size_t kEntryBytes = 12;

std::uint32_t entry_value(const ByteView& tiff, std::size_t entry) noexcept {
    const std::uint16_t type = tiff.u16(entry + 2);
    if (tiff.u32(entry + 4) != 1) return 0;
    if (type == kShort) return tiff.u16(entry + 8);
    return type == kLong ? tiff.u32(entry + 8) : 0;
}

}  // namespace

int exif_orientation(Bytes block) noexcept {
    using namespace std::string_view_literals;
    if (ByteView(block, true).is(0, "Exif\0\0"sv)) block = block.subspan(6);
    const ByteView order(block, true);
    if (!order.has(0, 8) || !(order.is(0, "II") || order.is(0, "MM"))) return 1;
    const ByteView tiff(block, order.is(0, "MM"));
    const std::uint32_t directory = tiff.u32(4);
    if (tiff.u16(2) != 42 || !tiff.has(directory, 2)) return 1;
    const std::size_t count = tiff.u16(directory), first = std::size_t(directory) + 2;
    if (!tiff.has(first, count * kEntryBytes)) return 1;
    for (std::size_t entry = first; entry < first + count * kEntryBytes; entry += kEntryBytes) {
        if (tiff.u16(entry) != kOrientationTag) continue;
        const std::uint32_t value = entry_value(tiff, entry);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

}  // namespace catvton::image
