#include <functional>

#include "support/weight_builder.hpp"
#include "unit/weights/pickle/bad_file.hpp"

// Zip archives that break one rule of the container each.

namespace catvton::test {

namespace {

ZipSpec good() { return torch_zip(state_dict_pickle({TensorSpec{}})); }

/// A good archive with a change; member 2 is the storage.
std::string changed(const std::function<void(ZipSpec&)>& change) {
    ZipSpec zip = good();
    change(zip);
    return build_zip(zip);
}

std::string renamed(const std::string& name) {
    return changed([&](ZipSpec& zip) { zip.members[2].name = name; });
}

std::string descriptor(std::uint32_t crc, std::uint32_t size) {
    return "PK\x07\x08" + little_endian(crc, 4) + little_endian(size, 4) + little_endian(size, 4);
}

std::string extra64(const std::string& values) {
    return little_endian(1, 2) + little_endian(values.size(), 2) + values;
}

constexpr std::uint32_t kIn64 = 0xFFFFFFFF;

std::vector<BadFile> bad_directories() {
    return {
        {"only the magic", "PK", "truncated: no end record"},
        {"21 bytes", std::string("PK\x05\x06").append(17, '\0'), "truncated: no end record"},
        {"no entry", build_zip({}), "the archive is empty"},
        {"suffix", changed([](ZipSpec& z) { z.suffix = "x"; }), "bytes follow the end record"},
        {"prefix", changed([](ZipSpec& z) { z.prefix = "PK--"; }),
         "bytes stand before the first entry"},
        {"disk", changed([](ZipSpec& z) { z.disk = 1; }), "split over several disks"},
        {"too few entries counted", changed([](ZipSpec& z) { z.entries = 3; }),
         "the central directory's size is wrong"},
        {"too many entries counted", changed([](ZipSpec& z) { z.entries = 5; }),
         "bad directory entry"},
        {"directory size", changed([](ZipSpec& z) { z.directory_size = 10; }),
         "does not end where its end record begins"},
        {"directory offset", changed([](ZipSpec& z) { z.directory_offset = 10; }),
         "does not end where its end record begins"},
        {"directory beyond the end", changed([](ZipSpec& z) { z.directory_offset = 1u << 30; }),
         "does not end where its end record begins"},
        {"directory moved", changed([](ZipSpec& z) {
             z.directory_offset = 4;
             z.directory_size = static_cast<std::uint32_t>(build_zip(good()).size() - 26);
         }),
         "bad directory entry"},
        {"entry on another disk", changed([](ZipSpec& z) { z.members[2].disk = 2; }),
         "split over several disks"},
    };
}

std::vector<BadFile> bad_zip64() {
    const auto with64 = [](const std::function<void(ZipSpec&)>& change) {
        return changed([&](ZipSpec& zip) {
            zip.zip64 = true;
            change(zip);
        });
    };
    return {
        {"ZIP64 entries", with64([](ZipSpec& z) { z.entries64 = 5; }),
         "the end record and its ZIP64 record differ"},
        {"ZIP64 million entries", with64([](ZipSpec& z) {
             z.entries64 = 1'000'000;
             z.entries = 0xFFFF;
         }),
         "1000000 entries are too many"},
        {"ZIP64 record size", with64([](ZipSpec& z) { z.record_size64 = 43; }),
         "bad ZIP64 record size"},
        {"ZIP64 huge record", with64([](ZipSpec& z) { z.record_size64 = ~std::uint64_t{0}; }),
         "bad ZIP64 record size"},
        {"ZIP64 offset", with64([](ZipSpec& z) { z.end_offset64 = 7; }), "bad ZIP64 end record"},
        {"ZIP64 offset beyond the end",
         with64([](ZipSpec& z) { z.end_offset64 = ~std::uint64_t{0}; }),
         "ZIP64 end record points to offset"},
        {"ZIP64 disks", with64([](ZipSpec& z) { z.disks64 = 2; }), "split over several disks"},
        {"ZIP64 small directory offset", with64([](ZipSpec& z) { z.directory_offset = 10; }),
         "the end record and its ZIP64 record differ"},
        {"ZIP64 marker without a value", changed([](ZipSpec& z) {
             z.members[2].size = z.members[2].compressed = kIn64;
             z.members[2].local_size = kIn64;
         }),
         "lies outside the file"},
        {"ZIP64 value missing", changed([](ZipSpec& z) {
             z.members[2].size = z.members[2].compressed = kIn64;
             z.members[2].central_extra = extra64(little_endian(24, 8));
         }),
         "truncated: ZIP64 value"},
        {"ZIP64 huge size", changed([](ZipSpec& z) {
             z.members[2].size = z.members[2].compressed = kIn64;
             z.members[2].central_extra = extra64(std::string(16, '\xff'));
         }),
         "local header and directory differ"},
        {"extra field beyond its end", changed([](ZipSpec& z) {
             z.members[2].central_extra = little_endian(1, 2) + little_endian(99, 2);
         }),
         "truncated: extra field"},
    };
}

std::vector<BadFile> bad_names() {
    return {
        {"absolute", renamed("/model/data/0"), "is not a relative path"},
        {"parent", renamed("model/../data/0"), "is not a relative path"},
        {"parent at the end", renamed("model/.."), "is not a relative path"},
        {"this folder", renamed("model/./0"), "is not a relative path"},
        {"empty part", renamed("model//0"), "is not a relative path"},
        {"backslash", renamed("model\\data\\0"), "is not a relative path"},
        {"NUL", renamed(std::string("model/data/0\0x", 14)), "data/0\\x00x' is not a relative"},
        {"empty", renamed(""), "the name '' is not a relative path"},
        {"long", renamed("model/" + std::string(600, 'a')), "name has 606 bytes"},
        {"duplicate", renamed("model/data.pkl"), "duplicate entry 'model/data.pkl'"},
        {"two folders", renamed("other/data/0"), "several folders: 'model/' and 'other/'"},
        {"no folder", renamed("zero"), "entry 'zero' is not in a folder"},
    };
}

std::vector<BadFile> bad_entries() {
    const auto storage = [](const std::function<void(ZipMember&)>& change) {
        return changed([&](ZipSpec& zip) { change(zip.members[2]); });
    };
    const auto unsupported = ErrorCode::unsupported_format;
    return {
        {"deflated", storage([](ZipMember& m) { m.method = 8; }), "is compressed (method 8)",
         unsupported},
        {"zstd", storage([](ZipMember& m) { m.method = 93; }), "is compressed (method 93)",
         unsupported},
        {"encrypted", storage([](ZipMember& m) { m.flags = 1; }), "is encrypted", unsupported},
        {"two sizes", storage([](ZipMember& m) { m.compressed = 20; }), "but has two sizes"},
        {"larger than the file",
         storage([](ZipMember& m) { m.size = m.compressed = m.local_size = 0x7FFFFFFF; }),
         "lies outside the file"},
        {"into the directory",
         storage([](ZipMember& m) { m.size = m.compressed = m.local_size = 120; }),
         "lies outside the file"},
        {"into the next entry",
         storage([](ZipMember& m) { m.size = m.compressed = m.local_size = 30; }),
         "entries overlap"},
        {"no local header", storage([](ZipMember& m) { m.offset = 2; }), "has no local header"},
        {"offset beyond the end", storage([](ZipMember& m) { m.offset = 1u << 30; }),
         "local header points to offset"},
        {"another's local header", storage([](ZipMember& m) { m.offset = 0; }),
         "local header and directory differ"},
        {"local name", storage([](ZipMember& m) { m.local_name = "model/data/1"; }),
         "local header and directory differ"},
        {"local method", storage([](ZipMember& m) { m.local_method = 8; }),
         "local header and directory differ"},
        {"local flags", storage([](ZipMember& m) { m.local_flags = 1; }),
         "local header and directory differ"},
        {"local size", storage([](ZipMember& m) { m.local_size = 20; }),
         "local header and directory differ"},
        {"local CRC", storage([](ZipMember& m) { m.local_crc = 1; }),
         "local header and directory differ"},
        {"CRC of a storage", storage([](ZipMember& m) { m.crc = 1; }),
         "entry 'model/data/0' has a wrong CRC"},
        {"CRC of the pickle", changed([](ZipSpec& z) { z.members[0].crc = 1; }),
         "entry 'model/data.pkl' has a wrong CRC"},
        {"descriptor missing", storage([](ZipMember& m) { m.flags = 8; }),
         "has no data descriptor"},
        {"descriptor wrong", storage([](ZipMember& m) {
             m.flags = 8;
             m.descriptor = descriptor(1, 24);
         }),
         "data descriptor and directory differ"},
        {"descriptor's size", storage([](ZipMember& m) {
             m.flags = 8;
             m.crc = m.local_crc = 5;
             m.descriptor = descriptor(5, 23);
         }),
         "data descriptor and directory differ"},
    };
}

}  // namespace

std::vector<BadFile> bad_archives() {
    std::vector<BadFile> files;
    for (const auto& group : {bad_directories(), bad_zip64(), bad_names(), bad_entries()})
        files.insert(files.end(), group.begin(), group.end());
    return files;
}

}  // namespace catvton::test
