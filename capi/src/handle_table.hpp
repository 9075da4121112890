#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace catvton::capi {

/// Of a handle; the numbers are part of the ids.
enum class HandleType : std::uint8_t {
    none,
    context,
    pipeline,
    masker,
    image,
    bytes,
    weights,
    cancellation,
    mask_result,
    tryon_result,
    models,
};

/// "catvton_pipeline", ...
const char* handle_type_name(HandleType type) noexcept;

/// All live objects of the process by id. An id is the type (8 bits), the generation of its slot
/// (32 bits) and the slot (24 bits): it is never 0 and never given out twice. May be used from any
/// thread; objects are destroyed outside the lock, when the last call that uses them returns.
class HandleTable {
public:
    static HandleTable& instance() noexcept;

    std::uint64_t insert(HandleType type, std::shared_ptr<void> object);
    /// Throws invalid_argument (0, freed, another type, never made) or invalid_state (made before
    /// this process was forked).
    std::shared_ptr<void> find(std::uint64_t id, HandleType type);
    /// As find; the id is invalid afterwards.
    std::shared_ptr<void> remove(std::uint64_t id, HandleType type);

    HandleTable();
    HandleTable(const HandleTable&) = delete;
    HandleTable& operator=(const HandleTable&) = delete;

private:
    struct Slot {
        std::shared_ptr<void> object;
        HandleType type = HandleType::none;  ///< none: free
        std::uint32_t generation = 1;
        unsigned fork_count = 0;  ///< of the process that made the object
    };

    std::uint32_t free_slot();
    Slot& checked_slot(std::uint64_t id, HandleType type);

    std::mutex mutex_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
};

}  // namespace catvton::capi
