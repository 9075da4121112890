#include "weights/zip_reader.hpp"

#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <initializer_list>
#include <system_error>
#include <thread>

#include "catvton/error.hpp"
#include "weights/byte_reader.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

constexpr std::uint32_t kEndSignature = 0x06054b50, kEnd64Signature = 0x06064b50,
                        kLocator64Signature = 0x07064b50;
constexpr std::uint32_t kCentralSignature = 0x02014b50, kLocalSignature = 0x04034b50,
                        kDescriptorSignature = 0x08074b50;
constexpr std::size_t kEndSize = 22, kLocator64Size = 20, kMaxComment = 65'535;
constexpr std::uint64_t kMaxEntries = 65'536;
constexpr std::size_t kMaxName = 512;
constexpr std::uint64_t kThreadsFrom = 4u << 20;  // below, starting threads takes longer
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;       // the value stands in the ZIP64 record
constexpr std::uint16_t kIn64Short = 0xFFFF;
constexpr std::uint16_t kFlagEncrypted = 1, kFlagDescriptor = 8, kExtra64 = 1;

struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
    std::uint64_t end = 0;  ///< where the records behind the directory begin
};

struct CentralHeader {
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc = 0;
    std::uint64_t compressed = 0;
    std::uint64_t size = 0;
    std::uint64_t local_offset = 0;
    std::string name;
};

class Archive {
public:
    Archive(std::span<const std::byte> file, const std::string& what) : file_(file), what_(what) {}

    std::map<std::string, ZipEntry> read() {
        const Directory directory = find_directory();
        ByteReader reader = at(directory.offset, "central directory");
        for (std::uint64_t i = 0; i < directory.entries; ++i)
            add(read_central(reader), directory.offset);
        if (reader.position() != directory.offset + directory.size)
            refuse("the central directory's size is wrong");
        check_ranges(directory.offset);
        return std::move(entries_);
    }

private:
    [[noreturn]] void refuse(const std::string& rule,
                             ErrorCode code = ErrorCode::corrupt_weights) const {
        throw Error(code, what_ + ": zip: " + rule);
    }

    ByteReader at(std::uint64_t offset, const char* field) const {
        ByteReader reader(file_, what_ + ": zip");
        reader.seek(offset, field);
        return reader;
    }

    Directory find_directory() const {
        if (file_.size() < kEndSize) refuse("truncated: no end record");
        const std::size_t last = file_.size() - kEndSize;
        const std::size_t first = last > kMaxComment ? last - kMaxComment : 0;
        for (std::size_t offset = last + 1; offset-- > first;) {
            ByteReader reader = at(offset, "end record");
            if (reader.integer<std::uint32_t>("end signature") == kEndSignature)
                return read_end(reader, offset);
        }
        refuse("truncated: no end record");
    }

    Directory read_end(ByteReader& reader, std::size_t offset) const {
        const auto disk = reader.integer<std::uint16_t>("disk"),
                   start_disk = reader.integer<std::uint16_t>("start disk");
        const auto here = reader.integer<std::uint16_t>("entries here"),
                   all = reader.integer<std::uint16_t>("entries");
        Directory directory;
        directory.entries = all;
        directory.size = reader.integer<std::uint32_t>("directory size");
        directory.offset = reader.integer<std::uint32_t>("directory offset");
        const auto comment = reader.integer<std::uint16_t>("comment length");
        if (comment != reader.left()) refuse("bytes follow the end record");
        if (disk != 0 || start_disk != 0 || here != all) refuse("split over several disks");
        directory.end = offset;
        // torch.save always writes the ZIP64 records.
        if (offset >= kLocator64Size) {
            ByteReader locator = at(offset - kLocator64Size, "ZIP64 locator");
            if (locator.integer<std::uint32_t>("locator signature") == kLocator64Signature)
                read_end64(locator, directory);
        }
        if (directory.entries > kMaxEntries)
            refuse(std::to_string(directory.entries) + " entries are too many");
        if (directory.offset > directory.end ||
            directory.size != directory.end - directory.offset) {
            refuse("the central directory does not end where its end record begins");
        }
        return directory;
    }

    void read_end64(ByteReader& locator, Directory& directory) const {
        const Directory small = directory;
        const std::uint64_t locator_offset = directory.end - kLocator64Size;
        const auto disk = locator.integer<std::uint32_t>("ZIP64 disk");
        const auto offset = locator.integer<std::uint64_t>("ZIP64 end offset");
        const auto disks = locator.integer<std::uint32_t>("ZIP64 disks");
        ByteReader end = at(offset, "ZIP64 end record");
        if (end.integer<std::uint32_t>("ZIP64 end signature") != kEnd64Signature)
            refuse("bad ZIP64 end record");
        const auto record = end.integer<std::uint64_t>("ZIP64 record size");
        if (record > locator_offset || offset + 12 + record != locator_offset)
            refuse("bad ZIP64 record size");
        end.take(4, "ZIP64 versions");
        const auto own_disk = end.integer<std::uint32_t>("ZIP64 disk");
        const auto start_disk = end.integer<std::uint32_t>("ZIP64 start disk");
        const auto here = end.integer<std::uint64_t>("ZIP64 entries here");
        directory.entries = end.integer<std::uint64_t>("ZIP64 entries");
        directory.size = end.integer<std::uint64_t>("ZIP64 directory size");
        directory.offset = end.integer<std::uint64_t>("ZIP64 directory offset");
        directory.end = offset;
        if (disk != 0 || disks > 1 || own_disk != 0 || start_disk != 0 || here != directory.entries)
            refuse("split over several disks");
        const auto agrees = [](std::uint64_t value, std::uint64_t value64, std::uint64_t marker) {
            return value == value64 || value == marker;
        };
        if (!agrees(small.entries, directory.entries, kIn64Short) ||
            !agrees(small.size, directory.size, kIn64) ||
            !agrees(small.offset, directory.offset, kIn64)) {
            refuse("the end record and its ZIP64 record differ");
        }
    }

    CentralHeader read_central(ByteReader& reader) const {
        if (reader.integer<std::uint32_t>("entry signature") != kCentralSignature)
            refuse("bad directory entry");
        reader.take(4, "versions");
        CentralHeader header;
        header.flags = reader.integer<std::uint16_t>("flags");
        header.method = reader.integer<std::uint16_t>("method");
        reader.take(4, "time");
        header.crc = reader.integer<std::uint32_t>("crc");
        header.compressed = reader.integer<std::uint32_t>("compressed size");
        header.size = reader.integer<std::uint32_t>("size");
        const auto name_size = reader.integer<std::uint16_t>("name length");
        const auto extra_size = reader.integer<std::uint16_t>("extra length");
        const auto comment_size = reader.integer<std::uint16_t>("comment length");
        const auto disk = reader.integer<std::uint16_t>("disk");
        reader.take(6, "attributes");
        header.local_offset = reader.integer<std::uint32_t>("local offset");
        if (name_size > kMaxName)
            refuse("an entry's name has " + std::to_string(name_size) + " bytes");
        if (disk != 0) refuse("split over several disks");
        header.name = reader.text(name_size, "name");
        read_extra64(reader.take(extra_size, "extra field"),
                     {&header.size, &header.compressed, &header.local_offset});
        reader.take(comment_size, "comment");
        return header;
    }

    /// Replaces the values that are markers, in this order.
    void read_extra64(std::span<const std::byte> bytes,
                      std::initializer_list<std::uint64_t*> values) const {
        ByteReader extra(bytes, what_ + ": zip");
        while (extra.left() >= 4) {
            const auto id = extra.integer<std::uint16_t>("extra id");
            const auto size = extra.integer<std::uint16_t>("extra size");
            ByteReader field(extra.take(size, "extra field"), what_ + ": zip");
            if (id != kExtra64) continue;
            for (std::uint64_t* value : values) {
                if (*value == kIn64) *value = field.integer<std::uint64_t>("ZIP64 value");
            }
        }
    }

    void add(const CentralHeader& header, std::uint64_t directory_offset) {
        const std::string entry = "entry '" + printable(header.name) + "'";
        check_name(header.name);
        if (header.flags & kFlagEncrypted)
            refuse(entry + " is encrypted", ErrorCode::unsupported_format);
        if (header.method != 0) {
            refuse(entry + " is compressed (method " + std::to_string(header.method) +
                       "): torch.save stores, save it again",
                   ErrorCode::unsupported_format);
        }
        if (header.compressed != header.size) refuse(entry + " is stored, but has two sizes");
        ByteReader local = at(header.local_offset, "local header");
        const bool has_descriptor = check_local(local, header, entry);
        const std::uint64_t begin = local.position();
        if (begin > directory_offset || header.size > directory_offset - begin)
            refuse(entry + " lies outside the file");
        const auto data = local.take(header.size, "entry");
        if (has_descriptor) check_descriptor(local, header, entry);
        ranges_.push_back({header.local_offset, local.position()});
        if (!entries_.emplace(header.name, ZipEntry{data, header.crc}).second)
            refuse("duplicate " + entry);
    }

    void check_name(const std::string& name) const {
        const std::string path = "/" + name + "/";
        const bool relative =
            !name.empty() && name.find('\\') == std::string::npos &&
            name.find('\0') == std::string::npos && path.find("//") == std::string::npos &&
            path.find("/./") == std::string::npos && path.find("/../") == std::string::npos;
        if (!relative) refuse("the name '" + printable(name) + "' is not a relative path");
    }

    /// What scanners see in the directory must be what is read here. True when a descriptor follows
    /// the data.
    bool check_local(ByteReader& local, const CentralHeader& header,
                     const std::string& entry) const {
        if (local.integer<std::uint32_t>("local signature") != kLocalSignature)
            refuse(entry + " has no local header");
        local.take(2, "version");
        const auto flags = local.integer<std::uint16_t>("flags");
        const auto method = local.integer<std::uint16_t>("method");
        local.take(4, "time");
        const auto crc = local.integer<std::uint32_t>("crc");
        std::uint64_t compressed = local.integer<std::uint32_t>("compressed size");
        std::uint64_t size = local.integer<std::uint32_t>("size");
        const auto name_size = local.integer<std::uint16_t>("name length");
        const auto extra_size = local.integer<std::uint16_t>("extra length");
        const std::string_view name = local.text(name_size, "local name");
        read_extra64(local.take(extra_size, "local extra field"), {&size, &compressed});
        // Who streams a file writes zeros here and the values behind the data.
        const bool streamed = (flags & kFlagDescriptor) != 0;
        const auto agrees = [&](std::uint64_t here, std::uint64_t there) {
            return here == there || (streamed && here == 0);
        };
        if (name != header.name || flags != header.flags || method != header.method ||
            !agrees(crc, header.crc) || !agrees(size, header.size) ||
            !agrees(compressed, header.compressed)) {
            refuse(entry + ": local header and directory differ");
        }
        return streamed;
    }

    /// CRC and two sizes of 4 bytes, or of 8 when one of them needs it.
    void check_descriptor(ByteReader& local, const CentralHeader& header,
                          const std::string& entry) const {
        if (local.integer<std::uint32_t>("descriptor signature") != kDescriptorSignature)
            refuse(entry + " has no data descriptor");
        bool agrees = local.integer<std::uint32_t>("descriptor crc") == header.crc;
        for (int i = 0; i < 2 && agrees; ++i) {
            const std::uint64_t size = header.size < kIn64
                                           ? local.integer<std::uint32_t>("descriptor size")
                                           : local.integer<std::uint64_t>("descriptor size");
            agrees = size == header.size;
        }
        if (!agrees) refuse(entry + ": data descriptor and directory differ");
    }

    void check_ranges(std::uint64_t directory_offset) {
        std::sort(ranges_.begin(), ranges_.end());
        std::uint64_t previous_end = 0;
        if (!ranges_.empty() && ranges_.front().first != 0)
            refuse("bytes stand before the first entry");
        for (const auto& [begin, end] : ranges_) {
            if (begin < previous_end) refuse("entries overlap");
            previous_end = end;
        }
        if (previous_end > directory_offset) refuse("entries overlap the directory");
    }

    std::span<const std::byte> file_;
    const std::string& what_;
    std::map<std::string, ZipEntry> entries_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges_;
};

std::uint32_t crc_of(std::span<const std::byte> data) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size()));
}

/// Runs `work` here and on at most `jobs` - 1 other threads.
template <class Work>
void run_on_all_cores(const Work& work, std::size_t jobs) {
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    try {
        for (std::size_t i = 1; i < std::min(cores, jobs); ++i) threads.emplace_back(work);
    } catch (const std::system_error&) {
        // No more threads are to be had: those that run do all the work.
    }
    work();
}

}  // namespace

std::map<std::string, ZipEntry> read_zip(std::span<const std::byte> file, const std::string& what) {
    return Archive(file, what).read();
}

void check_zip_crcs(const std::map<std::string, ZipEntry>& entries, const std::string& what) {
    std::vector<std::pair<const std::string*, const ZipEntry*>> jobs;
    for (const auto& [name, entry] : entries) jobs.emplace_back(&name, &entry);
    std::atomic<std::size_t> next = 0, bad = jobs.size();
    const auto work = [&] {
        for (std::size_t i = next++; i < bad; i = next++) {
            if (crc_of(jobs[i].second->data) == jobs[i].second->crc) continue;
            // The first one in the order of names is reported, whoever finds it.
            for (std::size_t known = bad; i < known && !bad.compare_exchange_weak(known, i);) {
            }
        }
    };
    std::uint64_t total = 0;
    for (const auto& job : jobs) total += job.second->data.size();
    run_on_all_cores(work, total < kThreadsFrom ? 1 : jobs.size());
    if (bad < jobs.size()) {
        throw Error(ErrorCode::corrupt_weights,
                    what + ": zip: entry '" + printable(*jobs[bad].first) + "' has a wrong CRC");
    }
}

}  // namespace catvton::weights
