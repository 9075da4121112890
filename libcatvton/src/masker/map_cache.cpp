#include "masker/map_cache.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace catvton::masker {

namespace {

constexpr std::uint64_t kFirstPrime = 0x9E3779B185EBCA87u;
constexpr std::uint64_t kSecondPrime = 0xC2B2AE3D27D4EB4Fu;

/// Two independent multiplicative hashes over words of eight bytes. Not cryptographic: it tells
/// photos apart, not forgeries.
class ContentHash {
public:
    void add(const std::uint8_t* data, std::size_t size) {
        std::uint64_t word = 0;
        for (; size >= sizeof word; data += sizeof word, size -= sizeof word) {
            std::memcpy(&word, data, sizeof word);
            add_word(word);
        }
        word = size;
        for (std::size_t i = 0; i < size; ++i) word = (word << 8) | data[i];
        add_word(word);
    }
    std::array<std::uint64_t, 2> value() const { return {finished(first_), finished(second_)}; }

private:
    void add_word(std::uint64_t word) {
        first_ = std::rotl(first_ ^ (word * kSecondPrime), 27) * kFirstPrime + 0x165667B1u;
        second_ = (second_ ^ std::rotl(word, 23)) * kSecondPrime;
        second_ ^= second_ >> 29;
    }
    static std::uint64_t finished(std::uint64_t x) {
        x = (x ^ (x >> 33)) * kSecondPrime;
        x = (x ^ (x >> 29)) * kFirstPrime;
        return x ^ (x >> 32);
    }
    std::uint64_t first_ = 0x27D4EB2F165667C5u;
    std::uint64_t second_ = 0x85EBCA77C2B2AE63u;
};

}  // namespace

MapKey make_key(const ImageView& rgb, const MaskOptions& options) {
    ContentHash hash;
    for (int y = 0; y < rgb.height; ++y) hash.add(rgb.row(y), rgb.row_bytes());
    const bool by_index = options.person_choice == PersonChoice::index;
    return {hash.value(),
            rgb.width,
            rgb.height,
            options.person_choice,
            by_index ? options.person_index : 0,
            options.parser_bgr};
}

std::uint64_t PersonMaps::bytes() const noexcept {
    return maps.densepose.size() + maps.atr.size() + maps.lip.size() +
           people.size() * sizeof(PersonBox);
}

std::shared_ptr<const PersonMaps> MapCache::find(const MapKey& key) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (found == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found);
    return found->maps;
}

void MapCache::insert(const MapKey& key, std::shared_ptr<const PersonMaps> maps) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t size = maps->bytes();
    const bool known = std::any_of(entries_.begin(), entries_.end(),
                                   [&](const Entry& entry) { return entry.key == key; });
    if (known || size > capacity_) return;
    entries_.push_front({key, std::move(maps)});
    bytes_ += size;
    while (bytes_ > capacity_) drop_oldest();
}

void MapCache::set_capacity(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    capacity_ = bytes;
    while (bytes_ > capacity_) drop_oldest();
}

std::uint64_t MapCache::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

void MapCache::drop_oldest() {
    bytes_ -= entries_.back().maps->bytes();
    entries_.pop_back();
}

}  // namespace catvton::masker
