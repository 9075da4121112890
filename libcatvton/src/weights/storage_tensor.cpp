#include "weights/storage_tensor.hpp"

#include <cstring>

#include "catvton/error.hpp"
#include "weights/byte_reader.hpp"

namespace catvton::weights {

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& rule) {
    throw Error(ErrorCode::corrupt_weights, what + ": " + rule);
}

bool is_contiguous(const Placement& place) {
    std::int64_t expected = 1;
    for (std::size_t axis = place.shape.size(); axis-- > 0;) {
        if (place.shape[axis] != 1 && place.strides[axis] != expected) return false;
        expected *= place.shape[axis];
    }
    return true;
}

/// Index of the last element of a tensor that is not empty; nothing when the arithmetic overflows.
std::optional<std::uint64_t> last_element(const Placement& place) {
    std::uint64_t last = place.offset;
    for (std::size_t axis = 0; axis < place.shape.size(); ++axis) {
        const auto span = checked_multiply(static_cast<std::uint64_t>(place.shape[axis] - 1),
                                           static_cast<std::uint64_t>(place.strides[axis]));
        if (!span || __builtin_add_overflow(last, *span, &last)) return std::nullopt;
    }
    return last;
}

/// The elements in row-major order.
std::shared_ptr<std::vector<std::byte>> gather(const Storage& storage, const Placement& place,
                                               std::uint64_t count) {
    const std::size_t size = dtype_size(storage.dtype);
    auto bytes = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(count) * size);
    std::vector<std::int64_t> index(place.shape.size(), 0);
    std::uint64_t from = place.offset;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::memcpy(bytes->data() + i * size, storage.bytes.data() + from * size, size);
        for (std::size_t axis = place.shape.size(); axis-- > 0;) {
            const auto stride = static_cast<std::uint64_t>(place.strides[axis]);
            if (++index[axis] < place.shape[axis]) {
                from += stride;
                break;
            }
            from -= stride * static_cast<std::uint64_t>(place.shape[axis] - 1);
            index[axis] = 0;
        }
    }
    return bytes;
}

}  // namespace

std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& shape) noexcept {
    std::optional<std::uint64_t> count = 1;
    for (const std::int64_t size : shape) {
        count = checked_multiply(*count, static_cast<std::uint64_t>(size));
        if (!count) return count;
    }
    return count;
}

TensorEntry TensorCutter::cut(const Storage& storage, const Placement& place,
                              const std::string& what) {
    if (place.shape.size() != place.strides.size()) {
        refuse(what, "shape of rank " + std::to_string(place.shape.size()) + ", strides of rank " +
                         std::to_string(place.strides.size()));
    }
    const std::size_t size = dtype_size(storage.dtype);
    const std::uint64_t available = storage.bytes.size() / size;
    const auto count = element_count(place.shape);
    const auto bytes = count ? checked_multiply(*count, size) : std::nullopt;
    if (!bytes) refuse(what, "the size of its shape overflows");
    TensorEntry entry{storage.dtype, place.shape, storage.bytes.data(), 0, storage.owner};
    if (*count == 0) return entry;
    const auto last = last_element(place);
    if (!last) refuse(what, "its offset and strides overflow");
    if (*last >= available) {
        refuse(what, "reaches element " + std::to_string(*last) + " of a storage of " +
                         std::to_string(available));
    }
    if (is_contiguous(place)) {
        entry.bytes = static_cast<std::size_t>(*bytes);
        entry.data = storage.bytes.data() + place.offset * size;
        entry.mapped = storage.mapped;
        return entry;
    }
    if (*bytes > budget_)
        refuse(what, "views that are not contiguous take more memory than the file");
    budget_ -= *bytes;
    const auto copy = gather(storage, place, *count);
    entry.bytes = copy->size();
    entry.data = copy->data();
    entry.owner = copy;
    return entry;
}

}  // namespace catvton::weights
