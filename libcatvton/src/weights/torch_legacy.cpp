#include "weights/torch_legacy.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "catvton/error.hpp"
#include "weights/byte_reader.hpp"
#include "weights/pickle_machine.hpp"
#include "weights/pickle_tensors.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

constexpr std::int64_t kProtocol = 1001;
constexpr std::size_t kIdItems = 6;  // of a persistent id
constexpr std::size_t kFrameBytes = 9;
/// Copies beyond the file's size that tensors which are not contiguous may take.
constexpr std::uint64_t kCopyAllowance = std::uint64_t{1} << 20;
/// 0x1950a86a20f9469cfc6c, little-endian, behind LONG1 and its length.
constexpr std::string_view kMagic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12);

class LegacyStream {
public:
    explicit LegacyStream(const std::shared_ptr<const MappedFile>& file)
        : file_(file),
          what_("'" + file->path().string() + "': legacy torch"),
          bytes_(file->bytes(), what_) {}

    StateDict read() {
        if (!is_torch_legacy(file_->bytes())) refuse("wrong magic number");
        const Pickle magic = read_pickle(bytes_);
        if (magic.value().kind != PickleKind::long_bytes ||
            magic.value().text != kMagic.substr(2)) {
            refuse("wrong magic number");
        }
        const Pickle protocol = read_pickle(bytes_);
        if (protocol.value().kind != PickleKind::integer || protocol.value().integer != kProtocol) {
            refuse("the stream's protocol is not 1001");
        }
        check_system(read_pickle(bytes_));
        const Pickle object = read_pickle(bytes_);
        find_storages(object.arena);
        read_storages(read_pickle(bytes_));
        const StorageLookup lookup = [this](const PickleArena& arena, const PickleValue& id) {
            return stored_.at(std::string(arena[id.items[2]].text));
        };
        return collect_tensors(object.arena, object.value(), lookup,
                               file_->bytes().size() + kCopyAllowance, what_);
    }

private:
    [[noreturn]] void refuse(const std::string& rule,
                             ErrorCode code = ErrorCode::corrupt_weights) const {
        throw Error(code, what_ + ": " + rule);
    }

    void check_system(const Pickle& system) const {
        const PickleValue* const little = find_key(system.arena, system.value(), "little_endian");
        if (!little || little->kind != PickleKind::boolean)
            refuse("the system's little_endian is missing");
        if (little->integer == 0)
            refuse("big-endian files are not read", ErrorCode::unsupported_format);
        const PickleValue* const sizes = find_key(system.arena, system.value(), "type_sizes");
        if (!sizes) refuse("the system's type_sizes are missing");
        check_size(system.arena, *sizes, "short", 2, 2);
        check_size(system.arena, *sizes, "int", 4, 4);
        check_size(system.arena, *sizes, "long", 4, 8);
    }

    void check_size(const PickleArena& arena, const PickleValue& sizes, const char* type,
                    std::int64_t one, std::int64_t other) const {
        const PickleValue* const size = find_key(arena, sizes, type);
        if (!size || size->kind != PickleKind::integer ||
            (size->integer != one && size->integer != other)) {
            refuse(std::string("the system's size of ") + type + " is not one that is read");
        }
    }

    /// Wherever the object mentions a storage: the stream holds them all, used or not.
    void find_storages(const PickleArena& arena) {
        for (const PickleValue& value : arena.values) {
            if (value.kind != PickleKind::storage) continue;
            const StorageId id = read_storage_id(arena, value, kIdItems, what_);
            const auto [known, inserted] = promised_.emplace(id.key, id);
            if (known->second.dtype != id.dtype || known->second.count != id.count)
                refuse("storage '" + id.key + "' is named with two sizes or types");
        }
    }

    void read_storages(const Pickle& keys) {
        if (keys.value().kind != PickleKind::list) refuse("the storage keys are no list");
        for (const PickleId id : keys.value().items) {
            const PickleValue& key = keys.arena[id];
            if (key.kind != PickleKind::text)
                refuse("a storage key is a " + std::string(kind_name(key.kind)));
            const auto promise = promised_.find(std::string(key.text));
            if (promise == promised_.end())
                refuse("storage '" + printable(key.text) + "' belongs to no tensor");
            read_storage(promise->first, promise->second);
        }
        for (const auto& [name, ignored] : promised_) {
            if (!stored_.contains(name))
                refuse("storage '" + name + "' is not in the list of keys");
        }
        if (bytes_.left() > 0)
            refuse(std::to_string(bytes_.left()) + " bytes follow the last storage");
    }

    void read_storage(const std::string& name, const StorageId& promise) {
        if (stored_.contains(name)) refuse("duplicate storage '" + name + "'");
        const auto count = bytes_.integer<std::uint64_t>("storage element count");
        if (count != promise.count) {
            refuse("storage '" + name + "' has " + std::to_string(count) + " elements, not " +
                   std::to_string(promise.count));
        }
        const auto size = checked_multiply(count, dtype_size(promise.dtype));
        if (!size) refuse("the size of storage '" + name + "' overflows");
        stored_.emplace(name, Storage{promise.dtype, bytes_.take(*size, "storage"), file_});
    }

    std::shared_ptr<const MappedFile> file_;
    std::string what_;
    ByteReader bytes_;
    std::map<std::string, StorageId> promised_;
    std::map<std::string, Storage> stored_;
};

}  // namespace

bool is_torch_legacy(std::span<const std::byte> file) noexcept {
    std::string_view head(reinterpret_cast<const char*>(file.data()),
                          std::min(file.size(), 2 + kFrameBytes + kMagic.size()));
    if (head.size() < 3 || head[0] != '\x80') return false;
    head.remove_prefix(2);
    if (head[0] == '\x95') head.remove_prefix(std::min(head.size(), kFrameBytes));
    return head.starts_with(kMagic);
}

StateDict read_torch_legacy(const std::shared_ptr<const MappedFile>& file) {
    return LegacyStream(file).read();
}

}  // namespace catvton::weights
