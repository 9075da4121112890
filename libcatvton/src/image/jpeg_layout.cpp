#include "image/jpeg_layout.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "image/exif.hpp"
#include "image/failure.hpp"

namespace catvton::image {

namespace {

constexpr int kMaxScans = 100;  // encoders write about ten; hundreds only burn time
constexpr std::uint8_t kSof0 = 0xC0, kSof2 = 0xC2, kSoi = 0xD8, kEoi = 0xD9, kSos = 0xDA,
                       kApp1 = 0xE1;

[[noreturn]] void damaged(const std::string& rule) { fail_damaged(ImageFormat::jpeg, rule); }

bool is_parameterless(std::uint8_t code) { return code == 0x01 || (code >= 0xD0 && code <= 0xD7); }

/// C0..CF are frame headers, but for the tables DHT (C4) and DAC (CC) and the reserved JPG (C8).
bool is_frame(std::uint8_t code) {
    return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
}

struct Component {
    std::uint8_t id = 0;
    unsigned horizontal = 1, vertical = 1;
    bool coded = false;  ///< a scan holds its DC coefficients
};

class Walker {
public:
    Walker(Bytes file, const DecodeOptions& options) : file_(file, true), options_(options) {}

    ImageInfo walk() {
        at_ = 2;
        for (std::uint8_t code = next_marker(); code != kEoi; code = next_marker()) {
            if (code == kSoi) damaged("a second start marker at byte " + std::to_string(at_));
            if (is_parameterless(code)) continue;
            read_segment(code);
        }
        if (info_.width == 0) damaged("there is no frame header");
        if (scans_ == 0) damaged("there is no scan");
        for (std::size_t i = 0; i < components_used_; ++i) {
            if (!components_[i].coded) {
                damaged("component " + std::to_string(i) + " has no data");
            }
        }
        return info_;
    }

private:
    /// Fill bytes may precede a marker; anything else between two segments is an error.
    std::uint8_t next_marker() {
        if (!file_.has(at_, 2)) damaged("the end marker is missing: the file is truncated");
        if (file_.u8(at_) != 0xFF) {
            damaged("no marker at byte " + std::to_string(at_) + " where a segment must start");
        }
        while (file_.has(at_, 1) && file_.u8(at_) == 0xFF) ++at_;
        if (!file_.has(at_, 1)) damaged("the end marker is missing: the file is truncated");
        return file_.u8(at_++);
    }

    void read_segment(std::uint8_t code) {
        if (!file_.has(at_, 2)) damaged("the file ends inside a segment header");
        const std::size_t length = file_.u16(at_);
        if (length < 2) damaged("a segment length is " + std::to_string(length) + ", below 2");
        if (!file_.has(at_, length)) {
            damaged("a segment of " + std::to_string(length) + " bytes ends beyond the file");
        }
        const Bytes body = file_.part(at_ + 2, length - 2);
        at_ += length;
        if (is_frame(code)) read_frame(code, ByteView(body, true));
        if (code == kApp1) read_application(body);
        if (code == kSos) read_scan(ByteView(body, true));
    }

    void read_application(Bytes body) {
        using namespace std::string_view_literals;
        if (exif_seen_ || !ByteView(body, true).is(0, "Exif\0\0"sv)) return;
        exif_seen_ = true;
        info_.orientation = exif_orientation(body);
    }

    void read_frame(std::uint8_t code, const ByteView& body) {
        if (info_.width != 0) damaged("there is a second frame header");
        if (code > kSof2) {
            fail_unsupported(
                ImageFormat::jpeg,
                "the lossless, hierarchical or arithmetic process " + std::to_string(code - kSof0));
        }
        if (!body.has(0, 6)) damaged("the frame header is too short");
        const std::size_t count = body.u8(5);
        if (body.size() != 6 + count * 3) {
            damaged("the frame header has " + std::to_string(body.size()) + " bytes for " +
                    std::to_string(count) + " components");
        }
        if (body.u8(0) != 8) {
            fail_unsupported(ImageFormat::jpeg,
                             "a precision of " + std::to_string(body.u8(0)) + " bits");
        }
        check_declared_size(ImageFormat::jpeg, body.u16(3), body.u16(1), options_);
        if (count != 1 && count != 3 && count != 4) {
            fail_unsupported(ImageFormat::jpeg,
                             "a picture of " + std::to_string(count) + " components");
        }
        info_.width = body.u16(3);
        info_.height = body.u16(1);
        info_.channels = static_cast<int>(count);
        components_used_ = count;
        for (std::size_t i = 0; i < count; ++i) read_component(body, i);
    }

    void read_component(const ByteView& body, std::size_t i) {
        const unsigned sampling = body.u8(6 + i * 3 + 1);
        Component& component = components_[i];
        component.id = body.u8(6 + i * 3);
        component.horizontal = sampling >> 4;
        component.vertical = sampling & 15;
        if (component.horizontal < 1 || component.horizontal > 4 || component.vertical < 1 ||
            component.vertical > 4) {
            damaged("a sampling factor is outside 1..4");
        }
        max_horizontal_ = std::max(max_horizontal_, component.horizontal);
        max_vertical_ = std::max(max_vertical_, component.vertical);
    }

    void read_scan(const ByteView& body) {
        if (info_.width == 0) damaged("a scan precedes the frame header");
        if (++scans_ > kMaxScans) {
            damaged("there are more than " + std::to_string(kMaxScans) + " scans");
        }
        if (!body.has(0, 1) || body.size() != 4 + std::size_t(body.u8(0)) * 2) {
            damaged("a scan header has the wrong length");
        }
        const std::size_t count = body.u8(0);
        const bool first_of_dc = body.u8(1 + count * 2) == 0 && body.u8(3 + count * 2) >> 4 == 0;
        std::uint64_t blocks = 0;
        for (std::size_t i = 0; i < count && first_of_dc; ++i) {
            blocks += start_component(body.u8(1 + i * 2));
        }
        const std::size_t begin = at_;
        skip_entropy();
        // A block costs at least one bit, so a small file cannot claim a huge picture.
        if (at_ - begin < blocks / 8) {
            damaged("a scan has " + std::to_string(at_ - begin) + " bytes for " +
                    std::to_string(blocks) + " blocks: the data is truncated");
        }
    }

    /// Marks the component as coded; the number of its 8x8 blocks.
    std::uint64_t start_component(std::uint8_t id) {
        for (std::size_t i = 0; i < components_used_; ++i) {
            Component& component = components_[i];
            if (component.id != id) continue;
            component.coded = true;
            return blocks(info_.width, component.horizontal, max_horizontal_) *
                   blocks(info_.height, component.vertical, max_vertical_);
        }
        damaged("a scan names component " + std::to_string(id) + ", which the frame lacks");
    }

    static std::uint64_t blocks(int side, unsigned factor, unsigned most) {
        const std::uint64_t samples = (std::uint64_t(side) * factor + most - 1) / most;
        return (samples + 7) / 8;
    }

    /// Entropy-coded data ends at a marker that is neither a stuffed zero nor a restart.
    void skip_entropy() {
        for (;; ++at_) {
            if (!file_.has(at_, 2)) damaged("the file ends inside a scan: it is truncated");
            if (file_.u8(at_) != 0xFF) continue;
            const std::uint8_t next = file_.u8(at_ + 1);
            if (next != 0x00 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) return;
        }
    }

    ByteView file_;
    const DecodeOptions& options_;
    std::size_t at_ = 0;
    ImageInfo info_{};
    std::array<Component, 4> components_;
    std::size_t components_used_ = 0;
    unsigned max_horizontal_ = 1, max_vertical_ = 1;
    int scans_ = 0;
    bool exif_seen_ = false;
};

}  // namespace

ImageInfo parse_jpeg(Bytes file, const DecodeOptions& options) {
    return Walker(file, options).walk();
}

}  // namespace catvton::image
