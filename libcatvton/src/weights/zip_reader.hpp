#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace catvton::weights {

/// One stored file of an archive.
struct ZipEntry {
    std::span<const std::byte> data;
    std::uint32_t crc = 0;
};

/// Reads the directory of a zip archive as torch.save writes it, and nothing looser: entries are
/// stored, not compressed; local headers repeat the directory; ranges lie inside the file and do
/// not overlap; names are relative and unique; nothing stands before the first entry or behind the
/// end record. `what` begins the messages of errors. Throws corrupt_weights naming the rule,
/// unsupported_format for a compressed or encrypted archive.
std::map<std::string, ZipEntry> read_zip(std::span<const std::byte> file, const std::string& what);

/// Compares the CRC-32 of all entries with the directory's, on as many threads as the machine has.
/// Throws corrupt_weights naming an entry that differs.
void check_zip_crcs(const std::map<std::string, ZipEntry>& entries, const std::string& what);

}  // namespace catvton::weights
