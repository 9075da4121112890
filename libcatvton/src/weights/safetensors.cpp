#include "weights/safetensors.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <vector>

#include "catvton/error.hpp"
#include "weights/byte_reader.hpp"
#include "weights/json_reader.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit
constexpr std::size_t kMaxTensors = 32'768;
constexpr std::size_t kMaxNameBytes = 512;
constexpr std::size_t kMaxRank = 8;
constexpr std::uint64_t kMaxDimension = (std::uint64_t{1} << 63) - 1;
constexpr std::array<std::string_view, 10> kKnownUnsupported{
    "F4",      "F6_E2M3", "F6_E3M2",     "F8_E5M2",     "F8_E4M3",
    "F8_E8M0", "C64",     "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F8_E4M3FN"};

struct Tensor {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string name;
    TensorEntry entry;
};

std::string short_text(const json& value) { return printable(value.dump(), 64); }

/// One file while it is read.
class Reader {
public:
    explicit Reader(const std::shared_ptr<const MappedFile>& file)
        : file_(file), what_("'" + file->path().string() + "': safetensors") {}

    StateDict read() {
        ByteReader bytes(file_->bytes(), what_);
        const auto header_size = bytes.integer<std::uint64_t>("header length");
        if (header_size > kMaxHeaderBytes)
            refuse("header of " + std::to_string(header_size) + " bytes is too long");
        const std::string_view text = bytes.text(header_size, "header");
        data_ = file_->bytes().subspan(bytes.position());
        const json header =
            parse_json_object(text, what_ + " header", {kMaxHeaderBytes, 4, 12 * kMaxTensors});
        if (header.size() > kMaxTensors + 1)
            refuse(std::to_string(header.size()) + " tensors are too many");
        for (const auto& [name, value] : header.items()) {
            if (name == "__metadata__") {
                read_metadata(value);
            } else {
                read_tensor(name, value);
            }
        }
        check_layout();
        return std::move(state_);
    }

private:
    [[noreturn]] void refuse(const std::string& rule) const {
        throw Error(ErrorCode::corrupt_weights, what_ + ": " + rule);
    }

    void read_metadata(const json& value) {
        if (!value.is_object()) refuse("__metadata__ is not an object");
        for (const auto& [key, text] : value.items()) {
            if (!text.is_string())
                refuse("__metadata__ entry '" + printable(key) + "' is not a string");
            state_.metadata()[key] = text.get<std::string>();
        }
    }

    void read_tensor(const std::string& name, const json& value) {
        if (name.size() > kMaxNameBytes)
            refuse("tensor name of " + std::to_string(name.size()) + " bytes is too long");
        const std::string tensor = "tensor '" + printable(name) + "'";
        if (!is_clean_utf8(name)) refuse(tensor + " has control characters in its name");
        if (!value.is_object() || value.size() != 3 || !value.contains("dtype") ||
            !value.contains("shape") || !value.contains("data_offsets")) {
            refuse(tensor + " must have exactly dtype, shape and data_offsets");
        }
        TensorEntry entry;
        entry.dtype = read_dtype(tensor, value["dtype"]);
        const std::uint64_t bytes = read_shape(tensor, value["shape"], entry);
        const auto [begin, end] = read_offsets(tensor, value["data_offsets"]);
        if (end - begin != bytes) {
            refuse(tensor + " has " + std::to_string(end - begin) +
                   " bytes, its shape and dtype need " + std::to_string(bytes));
        }
        entry.data = data_.data() + begin;
        entry.bytes = static_cast<std::size_t>(bytes);
        entry.owner = file_;
        entry.mapped = true;
        tensors_.push_back({begin, end, name, std::move(entry)});
    }

    DType read_dtype(const std::string& tensor, const json& value) const {
        if (!value.is_string()) refuse(tensor + ": dtype is not a string");
        const auto name = value.get<std::string>();
        for (int i = 0; i <= static_cast<int>(DType::f64); ++i) {
            if (dtype_name(static_cast<DType>(i)) == name) return static_cast<DType>(i);
        }
        if (std::find(kKnownUnsupported.begin(), kKnownUnsupported.end(), name) !=
            kKnownUnsupported.end()) {
            throw Error(ErrorCode::unsupported_format,
                        what_ + ": " + tensor + " has dtype " + name +
                            ", which is not read: convert it to F32 or F16");
        }
        refuse(tensor + " has the unknown dtype '" + printable(name, 64) + "'");
    }

    /// Fills entry.shape; gives the bytes that it needs.
    std::uint64_t read_shape(const std::string& tensor, const json& value,
                             TensorEntry& entry) const {
        if (!value.is_array()) refuse(tensor + ": shape is not a list");
        if (value.size() > kMaxRank)
            refuse(tensor + " has rank " + std::to_string(value.size()) + ", at most 8");
        // Whoever multiplies the sizes in another order must not overflow: a zero hides nothing.
        std::optional<std::uint64_t> bytes = dtype_size(entry.dtype);
        bool empty = false;
        for (const json& item : value) {
            const auto size = unsigned_integer(item);
            if (!size || *size > kMaxDimension)
                refuse(tensor + ": shape holds " + short_text(item) + ", not a size");
            entry.shape.push_back(static_cast<std::int64_t>(*size));
            empty = empty || *size == 0;
            bytes = checked_multiply(*bytes, std::max<std::uint64_t>(*size, 1));
            if (!bytes) refuse(tensor + ": the size of its shape overflows");
        }
        return empty ? 0 : *bytes;
    }

    std::pair<std::uint64_t, std::uint64_t> read_offsets(const std::string& tensor,
                                                         const json& value) const {
        if (!value.is_array() || value.size() != 2) refuse(tensor + ": data_offsets is not a pair");
        const auto begin = unsigned_integer(value[0]), end = unsigned_integer(value[1]);
        if (!begin || !end)
            refuse(tensor + ": data_offsets " + short_text(value) + " are not unsigned integers");
        if (*begin > *end || *end > data_.size()) {
            refuse(tensor + ": data_offsets " + short_text(value) + " lie outside the " +
                   std::to_string(data_.size()) + " bytes of data");
        }
        return {*begin, *end};
    }

    /// The tensors must tile the data: no hole, no overlap, nothing behind.
    void check_layout() {
        std::sort(tensors_.begin(), tensors_.end(), [](const Tensor& a, const Tensor& b) {
            return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
        });
        std::uint64_t position = 0;
        for (Tensor& tensor : tensors_) {
            if (tensor.begin != position) {
                refuse("tensor '" + printable(tensor.name) + "' begins at " +
                       std::to_string(tensor.begin) + ", the one before ends at " +
                       std::to_string(position) +
                       (tensor.begin < position ? ": overlap" : ": hole"));
            }
            position = tensor.end;
            state_.add(std::move(tensor.name), std::move(tensor.entry));
        }
        if (position != data_.size()) {
            refuse(std::to_string(data_.size() - position) + " bytes follow the last tensor");
        }
    }

    std::shared_ptr<const MappedFile> file_;
    std::string what_;
    std::span<const std::byte> data_;
    std::vector<Tensor> tensors_;
    StateDict state_;
};

}  // namespace

StateDict read_safetensors(const std::shared_ptr<const MappedFile>& file) {
    return Reader(file).read();
}

}  // namespace catvton::weights
