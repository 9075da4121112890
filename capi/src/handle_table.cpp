#include "handle_table.hpp"

#include <pthread.h>

#include <array>
#include <limits>
#include <new>
#include <string>
#include <utility>

#include "catvton/error.hpp"
#include "process.hpp"

namespace catvton::capi {

namespace {

constexpr int kSlotBits = 24;
constexpr int kGenerationBits = 32;
constexpr std::uint64_t kMaxSlots = std::uint64_t{1} << kSlotBits;

constexpr std::array kTypeNames{
    "no handle",           "catvton_context",      "catvton_pipeline", "catvton_masker",
    "catvton_image",       "catvton_bytes",        "catvton_weights",  "catvton_cancellation",
    "catvton_mask_result", "catvton_tryon_result", "catvton_models",
};

std::uint64_t make_id(HandleType type, std::uint32_t generation, std::uint32_t slot) {
    return std::uint64_t(type) << (kSlotBits + kGenerationBits) |
           std::uint64_t(generation) << kSlotBits | slot;
}
HandleType type_of(std::uint64_t id) { return HandleType(id >> (kSlotBits + kGenerationBits)); }
std::uint32_t generation_of(std::uint64_t id) { return std::uint32_t(id >> kSlotBits); }
std::uint32_t slot_of(std::uint64_t id) { return std::uint32_t(id & (kMaxSlots - 1)); }

[[noreturn]] void refuse(HandleType type, const std::string& reason,
                         ErrorCode code = ErrorCode::invalid_argument) {
    throw Error(code, std::string(handle_type_name(type)) + " handle " + reason);
}

// Made when the library is loaded, so that no call has to; never destroyed: objects that are alive
// when the process exits must not be taken apart after LibTorch has been.
HandleTable* const table = new HandleTable;

}  // namespace

const char* handle_type_name(HandleType type) noexcept {
    const auto index = std::size_t(type);
    return index < kTypeNames.size() ? kTypeNames[index] : "unknown";
}

HandleTable& HandleTable::instance() noexcept { return *table; }

HandleTable::HandleTable() {
    // A fork must not copy the lock while another thread holds it.
    pthread_atfork([] { table->mutex_.lock(); }, [] { table->mutex_.unlock(); },
                   [] { table->mutex_.unlock(); });
}

std::uint32_t HandleTable::free_slot() {
    if (!free_.empty()) {
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        return slot;
    }
    if (slots_.size() == kMaxSlots) throw std::bad_alloc();
    // remove() must not need memory.
    if (free_.capacity() == slots_.size()) free_.reserve(2 * slots_.size() + 16);
    slots_.emplace_back();
    return std::uint32_t(slots_.size() - 1);
}

std::uint64_t HandleTable::insert(HandleType type, std::shared_ptr<void> object) {
    const std::lock_guard lock(mutex_);
    const std::uint32_t index = free_slot();
    Slot& slot = slots_[index];
    slot.object = std::move(object);
    slot.type = type;
    slot.fork_count = fork_count();
    return make_id(type, slot.generation, index);
}

HandleTable::Slot& HandleTable::checked_slot(std::uint64_t id, HandleType type) {
    if (id == 0) refuse(type, "is 0");
    const HandleType given = type_of(id);
    const std::uint32_t index = slot_of(id);
    if (given == HandleType::none || std::size_t(given) >= kTypeNames.size() ||
        index >= slots_.size()) {
        refuse(type, std::to_string(id) + " was not made by this library");
    }
    if (given != type) {
        refuse(type, std::to_string(id) + " is of type " + handle_type_name(given));
    }
    Slot& slot = slots_[index];
    if (generation_of(id) < slot.generation) {
        refuse(type, std::to_string(id) + " was freed already");
    }
    if (generation_of(id) != slot.generation || slot.type != type) {
        refuse(type, std::to_string(id) + " was not made by this library");
    }
    if (slot.fork_count != fork_count()) {
        refuse(type,
               std::to_string(id) + " was made before this process was forked: make it after fork",
               ErrorCode::invalid_state);
    }
    return slot;
}

std::shared_ptr<void> HandleTable::find(std::uint64_t id, HandleType type) {
    const std::lock_guard lock(mutex_);
    return checked_slot(id, type).object;
}

std::shared_ptr<void> HandleTable::remove(std::uint64_t id, HandleType type) {
    const std::lock_guard lock(mutex_);
    Slot& slot = checked_slot(id, type);
    slot.type = HandleType::none;
    // A slot whose generations are used up is retired, so that no id comes back.
    if (slot.generation++ != std::numeric_limits<std::uint32_t>::max() - 1) {
        free_.push_back(slot_of(id));
    }
    return std::move(slot.object);
}

}  // namespace catvton::capi
