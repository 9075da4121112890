#include "weights/safetensors_writer.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "weights/convert_dtype.hpp"
#include "weights/pending_file.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kHeaderAlignment = 64;

DType written_dtype(const TensorEntry& entry, std::optional<DType> floating) {
    return floating && is_floating(entry.dtype) ? *floating : entry.dtype;
}

std::size_t element_count(const TensorEntry& entry) {
    return entry.bytes / dtype_size(entry.dtype);
}

std::string header_text(const StateDict& state, std::optional<DType> floating) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!state.metadata().empty()) header["__metadata__"] = state.metadata();
    std::size_t offset = 0;
    for (const auto& [name, entry] : state.items()) {
        const DType dtype = written_dtype(entry, floating);
        const std::size_t end = offset + element_count(entry) * dtype_size(dtype);
        header[name] = {
            {"dtype", dtype_name(dtype)}, {"shape", entry.shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    // Spaces may follow the object: they align the data, so that it can be used where it is mapped.
    const std::size_t end = sizeof(std::uint64_t) + text.size();
    text.append((kHeaderAlignment - end % kHeaderAlignment) % kHeaderAlignment, ' ');
    return text;
}

void write_header(PendingFile& file, const std::string& text) {
    std::array<std::byte, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<std::byte>(text.size() >> (8 * i));
    file.write(length);
    file.write(std::as_bytes(std::span(text)));
}

void write_converted(PendingFile& file, const TensorEntry& entry, DType dtype) {
    std::vector<std::byte> buffer(kConvertChunk * dtype_size(dtype));
    const std::size_t count = element_count(entry);
    for (std::size_t first = 0; first < count; first += kConvertChunk) {
        const std::size_t chunk = std::min(kConvertChunk, count - first);
        const auto target = std::span(buffer).first(chunk * dtype_size(dtype));
        convert_elements(entry, first, chunk, dtype, target);
        file.write(target);
    }
}

}  // namespace

void write_safetensors(const StateDict& state, const std::filesystem::path& path,
                       std::optional<DType> floating) {
    PendingFile file(path);
    write_header(file, header_text(state, floating));
    for (const auto& [name, entry] : state.items()) {
        const DType dtype = written_dtype(entry, floating);
        if (dtype == entry.dtype) {
            file.write({entry.data, entry.bytes});
        } else {
            write_converted(file, entry, dtype);
        }
    }
    file.commit();
}

}  // namespace catvton::weights
