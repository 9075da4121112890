#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temporary_folder.hpp"

namespace catvton::test {

inline void write_file(const std::filesystem::path& path, const std::string& content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

/// A safetensors file: header length, header, data.
inline std::string safetensors_text(const std::string& header, const std::string& data = "") {
    std::string text;
    for (int i = 0; i < 8; ++i) text.push_back(static_cast<char>(header.size() >> (8 * i)));
    return text + header + data;
}

}  // namespace catvton::test
