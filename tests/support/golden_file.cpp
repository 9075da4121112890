#include "support/golden_file.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace catvton::test {

GoldenFile GoldenFile::open(const std::filesystem::path& path) {
    const std::filesystem::path full = std::filesystem::path(CATVTON_TEST_DATA) / path;
    std::ifstream in(full, std::ios::binary);
    std::uint64_t header_size = 0;
    if (!in.read(reinterpret_cast<char*>(&header_size), sizeof header_size)) {
        throw std::runtime_error("cannot read golden file " + full.string());
    }
    std::string header(header_size, '\0');
    in.read(header.data(), static_cast<std::streamsize>(header_size));
    GoldenFile file;
    const auto start = in.tellg();
    in.seekg(0, std::ios::end);
    file.data_.resize(static_cast<std::size_t>(in.tellg() - start));
    in.seekg(start);
    in.read(reinterpret_cast<char*>(file.data_.data()),
            static_cast<std::streamsize>(file.data_.size()));
    const nlohmann::json entries = nlohmann::json::parse(header);
    for (const auto& [name, entry] : entries.items()) {
        if (name == "__metadata__") {
            file.metadata_ = entry.get<std::map<std::string, std::string>>();
            continue;
        }
        const auto offsets = entry["data_offsets"].get<std::vector<std::size_t>>();
        file.tensors_[name] = {entry["dtype"], entry["shape"], offsets.at(0), offsets.at(1)};
    }
    return file;
}

GoldenTensor GoldenFile::tensor(const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) throw std::runtime_error("no golden tensor " + name);
    const Entry& entry = found->second;
    return {entry.dtype, entry.shape,
            std::span(data_).subspan(entry.begin, entry.end - entry.begin)};
}

std::vector<std::string> GoldenFile::names() const {
    std::vector<std::string> result;
    for (const auto& [name, entry] : tensors_) result.push_back(name);
    return result;
}

}  // namespace catvton::test
