#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace catvton::weights {

enum class DType { boolean, u8, i8, i16, u16, i32, u32, i64, u64, f16, bf16, f32, f64 };

std::size_t dtype_size(DType dtype) noexcept;
/// As safetensors writes it: "BOOL", "F32", ...
std::string_view dtype_name(DType dtype) noexcept;

/// One stored tensor: little-endian, row-major, contiguous. Usually a window into a mapped file.
struct TensorEntry {
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape;
    const std::byte* data = nullptr;    ///< aligned to nothing in particular
    std::size_t bytes = 0;              ///< = product of shape * dtype_size
    std::shared_ptr<const void> owner;  ///< keeps `data` valid
    bool mapped = false;                ///< `data` lies in a read-only file mapping
};

/// Named tensors in the order of the file. Holds no Torch type, so that the readers can be fuzzed
/// alone.
class StateDict {
public:
    using Item = std::pair<std::string, TensorEntry>;

    /// Throws corrupt_weights when the name is already present.
    void add(std::string name, TensorEntry entry);
    /// Adds, or replaces what has this name.
    void set(std::string name, TensorEntry entry);
    const TensorEntry* find(std::string_view name) const noexcept;
    const std::vector<Item>& items() const noexcept { return items_; }
    std::size_t size() const noexcept { return items_.size(); }
    bool empty() const noexcept { return items_.empty(); }
    /// Free-form text of the file (safetensors' __metadata__).
    std::map<std::string, std::string>& metadata() noexcept { return metadata_; }
    const std::map<std::string, std::string>& metadata() const noexcept { return metadata_; }
    /// Kind of the file that it was read from: "safetensors", "torch_zip", "torch_legacy" or
    /// "detectron2_pickle"; empty for one that was made in memory or from several files.
    const std::string& format() const noexcept { return format_; }
    void set_format(std::string format) { format_ = std::move(format); }

private:
    std::vector<Item> items_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::map<std::string, std::string> metadata_;
    std::string format_;
};

/// Gives the memory of a mapped tensor back to the system; what is read again comes from the file
/// again.
void release_pages(const TensorEntry& entry) noexcept;

/// Reads a weight file of any supported format, told by its content: safetensors, torch zip, legacy
/// torch stream, detectron2 pickle. Throws not_found, io, corrupt_weights (naming the broken rule),
/// unsupported_format.
StateDict load_state_dict(const std::filesystem::path& path);

}  // namespace catvton::weights
