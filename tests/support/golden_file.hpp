#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace catvton::test {

/// One tensor of a golden file.
struct GoldenTensor {
    std::string dtype;  ///< as safetensors writes it: "F32", "U8", "I64", ...
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;  ///< valid as long as the GoldenFile

    /// The elements as T; checks only the size.
    template <class T>
    std::vector<T> values() const;
};

/// A safetensors file of recorded values. Trusts its input: it reads our own test data only.
class GoldenFile {
public:
    /// `path` is relative to tests/data.
    static GoldenFile open(const std::filesystem::path& path);
    bool contains(const std::string& name) const { return tensors_.count(name) > 0; }
    /// Fails loudly when there is no such tensor.
    GoldenTensor tensor(const std::string& name) const;
    std::vector<std::string> names() const;
    const std::map<std::string, std::string>& metadata() const noexcept { return metadata_; }

private:
    struct Entry {
        std::string dtype;
        std::vector<std::int64_t> shape;
        std::size_t begin = 0, end = 0;
    };

    std::vector<std::byte> data_;
    std::map<std::string, Entry> tensors_;
    std::map<std::string, std::string> metadata_;
};

template <class T>
std::vector<T> GoldenTensor::values() const {
    std::vector<T> result(bytes.size() / sizeof(T));
    std::copy(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(result.size() * sizeof(T)),
              reinterpret_cast<std::byte*>(result.data()));
    return result;
}

}  // namespace catvton::test
