#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "catvton/auto_masker.hpp"
#include "masker/mask_ops/assembly.hpp"

namespace catvton::masker {

/// A photo's content and what else its maps depend on.
struct MapKey {
    std::array<std::uint64_t, 2> content{};  ///< 128-bit hash of the pixels
    int width = 0;
    int height = 0;
    PersonChoice choice = PersonChoice::best;
    int index = 0;
    bool bgr = false;
    bool operator==(const MapKey&) const = default;
};

/// rgb: three channels.
MapKey make_key(const ImageView& rgb, const MaskOptions& options);

/// Everything the networks said about one photo.
struct PersonMaps {
    LabelMaps maps;
    std::vector<PersonBox> people;
    int person = -1;

    std::uint64_t bytes() const noexcept;
};

/// Least recently used maps leave first. May be used from any thread.
class MapCache {
public:
    explicit MapCache(std::uint64_t capacity) : capacity_(capacity) {}
    /// Null when unknown.
    std::shared_ptr<const PersonMaps> find(const MapKey& key);
    /// Does not keep maps that alone exceed the capacity.
    void insert(const MapKey& key, std::shared_ptr<const PersonMaps> maps);
    /// 0 empties the cache and turns it off.
    void set_capacity(std::uint64_t bytes);
    std::uint64_t bytes() const;

private:
    struct Entry {
        MapKey key;
        std::shared_ptr<const PersonMaps> maps;
    };
    void drop_oldest();

    mutable std::mutex mutex_;
    std::list<Entry> entries_;  ///< most recently used first
    std::uint64_t capacity_;
    std::uint64_t bytes_ = 0;
};

}  // namespace catvton::masker
