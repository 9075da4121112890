#include "weights/torch_zip.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "catvton/error.hpp"
#include "runtime/pages.hpp"
#include "weights/byte_reader.hpp"
#include "weights/pickle_machine.hpp"
#include "weights/pickle_tensors.hpp"
#include "weights/printable.hpp"
#include "weights/zip_reader.hpp"

namespace catvton::weights {

namespace {

constexpr int kMaxVersion = 10;
constexpr std::size_t kMaxPickleBytes = std::size_t{64} << 20;
constexpr std::size_t kIdItems = 5;  // of a persistent id
/// Copies beyond the file's size that tensors which are not contiguous may take.
constexpr std::uint64_t kCopyAllowance = std::uint64_t{1} << 20;

class TorchArchive {
public:
    explicit TorchArchive(const std::shared_ptr<const MappedFile>& file)
        : file_(file),
          what_("'" + file->path().string() + "': torch zip"),
          entries_(read_zip(file->bytes(), what_)) {}

    StateDict read() {
        find_folder();
        check_zip_crcs(entries_, what_);
        runtime::release_pages(file_->bytes());  // not every tensor will be taken
        check_version();
        const ZipEntry& program = entry("data.pkl");
        if (program.data.size() > kMaxPickleBytes) refuse("data.pkl is larger than 64 MiB");
        ByteReader bytes(program.data, what_);
        const Pickle pickle = read_pickle(bytes);
        if (bytes.left() > 0) refuse("bytes follow the pickle in data.pkl");
        const StorageLookup lookup = [this](const PickleArena& arena, const PickleValue& id) {
            return find_storage(arena, id);
        };
        return collect_tensors(pickle.arena, pickle.value(), lookup,
                               file_->bytes().size() + kCopyAllowance, what_);
    }

private:
    [[noreturn]] void refuse(const std::string& rule,
                             ErrorCode code = ErrorCode::corrupt_weights) const {
        throw Error(code, what_ + ": " + rule);
    }

    /// All entries stand in one folder, named after the file or "archive".
    void find_folder() {
        for (const auto& [name, ignored] : entries_) {
            const auto slash = name.find('/');
            if (slash == std::string::npos)
                refuse("entry '" + printable(name) + "' is not in a folder");
            const std::string folder = name.substr(0, slash + 1);
            if (folder_.empty()) folder_ = folder;
            if (folder != folder_)
                refuse("entries are in several folders: '" + printable(folder_) + "' and '" +
                       printable(folder) + "'");
            const std::string rest = name.substr(slash + 1);
            if (rest.starts_with("code/") || rest == "constants.pkl") {
                refuse("TorchScript is not read: save a state dict", ErrorCode::unsupported_format);
            }
        }
        if (folder_.empty()) refuse("the archive is empty");
    }

    const ZipEntry& entry(const std::string& name) const {
        const auto found = entries_.find(folder_ + name);
        if (found == entries_.end()) refuse("entry '" + printable(folder_ + name) + "' is missing");
        return found->second;
    }

    std::string text_of(const ZipEntry& e) const {
        std::string text(reinterpret_cast<const char*>(e.data.data()),
                         std::min<std::size_t>(e.data.size(), 64));
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
        return text;
    }

    void check_version() const {
        const std::string version = text_of(entry("version"));
        int number = 0;
        const auto [stop, error] =
            std::from_chars(version.data(), version.data() + version.size(), number);
        if (error != std::errc() || stop != version.data() + version.size() || number < 1 ||
            number > kMaxVersion) {
            refuse("version '" + printable(version) + "', only 1 to 10 are read");
        }
        const auto order = entries_.find(folder_ + "byteorder");
        if (order == entries_.end()) return;
        const std::string name = text_of(order->second);
        if (name == "big") refuse("big-endian files are not read", ErrorCode::unsupported_format);
        if (name != "little")
            refuse("byteorder '" + printable(name) + "' is neither little nor big");
    }

    Storage find_storage(const PickleArena& arena, const PickleValue& persistent_id) {
        const StorageId id = read_storage_id(arena, persistent_id, kIdItems, what_);
        const ZipEntry& record = entry("data/" + id.key);
        const auto bytes = checked_multiply(id.count, dtype_size(id.dtype));
        if (!bytes || *bytes != record.data.size()) {
            refuse("storage '" + id.key + "' has " + std::to_string(record.data.size()) +
                   " bytes, not " + std::to_string(id.count) + " elements of " +
                   std::string(dtype_name(id.dtype)));
        }
        const auto [known, inserted] = dtypes_.emplace(id.key, id.dtype);
        if (known->second != id.dtype) refuse("storage '" + id.key + "' is named with two types");
        return {id.dtype, record.data, file_};
    }

    std::shared_ptr<const MappedFile> file_;
    std::string what_;
    std::map<std::string, ZipEntry> entries_;
    std::string folder_;
    std::map<std::string, DType> dtypes_;  ///< of the storages that tensors named
};

}  // namespace

StateDict read_torch_zip(const std::shared_ptr<const MappedFile>& file) {
    return TorchArchive(file).read();
}

}  // namespace catvton::weights
