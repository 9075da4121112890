#include "weights/torch_legacy.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "catvton/error.hpp"
#include "weights/pickle_machine.hpp"
#include "weights/storage_tensor.hpp"

namespace catvton::weights {

namespace {

constexpr std::int64_t kProtocol = 1001;
/// PROTO 2, LONG1 of ten bytes: 0x1950a86a20f9469cfc6c, little-endian.
constexpr std::array<unsigned char, 14> kBeginning{0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c,
                                                   0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
constexpr std::size_t kSizeItems = 6;  // of a persistent id

class LegacyStream {
public:
    explicit LegacyStream(const std::shared_ptr<const MappedFile>& file)
        : file_(file),
          what_("'" + file->path().string() + "': legacy torch"),
          bytes_(file->bytes(), what_) {}

    StateDict read() {
        if (!is_torch_legacy(file_->bytes())) refuse("wrong magic number");
        read_pickle(bytes_);
        const Pickle protocol = read_pickle(bytes_);
        if (protocol.value().kind != PickleKind::integer || protocol.value().integer != kProtocol) {
            refuse("protocol is not 1001");
        }
        check_system(read_pickle(bytes_));
        const Pickle object = read_pickle(bytes_);
        find_storages(object.arena);
        read_storages(read_pickle(bytes_));
        const StorageLookup lookup = [this](const PickleArena& arena, const PickleValue& id) {
            return stored_.at(key_of(arena, id));
        };
        return collect_tensors(object.arena, object.value(), lookup, file_->bytes().size(), what_);
    }

private:
    struct Promise {
        DType dtype;
        std::uint64_t count;
    };

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
    }

    std::string key_of(const PickleArena& arena, const PickleValue& id) const {
        return std::string(arena[id.items[2]].text.substr(0, 64));
    }

    /// ("storage", type, key, location, count, None), wherever the object mentions one.
    void find_storages(const PickleArena& arena) {
        for (const PickleValue& id : arena.values) {
            if (id.kind != PickleKind::storage) continue;
            const auto item = [&](std::size_t i) -> const PickleValue& {
                return arena[id.items[i]];
            };
            if (id.items.size() != kSizeItems || item(0).kind != PickleKind::text ||
                item(0).text != "storage" || item(1).kind != PickleKind::global ||
                item(1).integer != static_cast<std::int64_t>(PickleGlobal::storage_type) ||
                item(2).kind != PickleKind::text || item(4).kind != PickleKind::integer ||
                item(4).integer < 0) {
                refuse("a persistent id is not (storage, type, key, location, count, view)");
            }
            if (item(5).kind != PickleKind::none)
                refuse("views of storages are not read: save the tensors again");
            const Promise promise{static_cast<DType>(item(1).extra),
                                  static_cast<std::uint64_t>(item(4).integer)};
            const auto [known, inserted] = promised_.emplace(key_of(arena, id), promise);
            if (!inserted &&
                (known->second.dtype != promise.dtype || known->second.count != promise.count)) {
                refuse("storage '" + known->first + "' is named with two sizes or types");
            }
        }
    }

    void read_storages(const Pickle& keys) {
        if (keys.value().kind != PickleKind::list) refuse("the storage keys are no list");
        for (const PickleId id : keys.value().items) {
            const PickleValue& key = keys.arena[id];
            const std::string name(key.kind == PickleKind::text ? key.text.substr(0, 64) : "");
            const auto promise = promised_.find(name);
            if (promise == promised_.end()) refuse("storage '" + name + "' belongs to no tensor");
            read_storage(name, promise->second);
        }
        if (stored_.size() != promised_.size()) refuse("a storage is missing");
        if (bytes_.left() > 0)
            refuse(std::to_string(bytes_.left()) + " bytes follow the last storage");
    }

    void read_storage(const std::string& name, const Promise& promise) {
        const auto count = bytes_.integer<std::uint64_t>("storage element count");
        if (count != promise.count) {
            refuse("storage '" + name + "' has " + std::to_string(count) + " elements, not " +
                   std::to_string(promise.count));
        }
        const auto size = checked_multiply(count, dtype_size(promise.dtype));
        if (!size) refuse("the size of storage '" + name + "' overflows");
        const Storage storage{promise.dtype, bytes_.take(*size, "storage"), file_};
        if (!stored_.emplace(name, storage).second) refuse("duplicate storage '" + name + "'");
    }

    std::shared_ptr<const MappedFile> file_;
    std::string what_;
    ByteReader bytes_;
    std::map<std::string, Promise> promised_;
    std::map<std::string, Storage> stored_;
};

}  // namespace

bool is_torch_legacy(std::span<const std::byte> file) noexcept {
    return file.size() >= kBeginning.size() &&
           std::equal(kBeginning.begin(), kBeginning.end(),
                      reinterpret_cast<const unsigned char*>(file.data()));
}

StateDict read_torch_legacy(const std::shared_ptr<const MappedFile>& file) {
    return LegacyStream(file).read();
}

}  // namespace catvton::weights
