// Runs a fuzz target without a fuzzing engine: over the files of folders as they are, then over
// mutations of them that follow from a fixed seed.
//
//     replay_NAME MUTATIONS FOLDER...

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;
using Random = std::mt19937_64;

constexpr std::size_t kMaxMutated = 64 * 1024;  // larger files are only replayed

std::size_t below(Random& random, std::size_t end) { return end == 0 ? 0 : random() % end; }

std::vector<Bytes> read_folders(int count, char** folders) {
    std::vector<std::filesystem::path> paths;
    for (int i = 0; i < count; ++i) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folders[i])) {
            if (entry.is_regular_file()) paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());  // the run does not depend on the file system
    std::vector<Bytes> files;
    for (const auto& path : paths) {
        std::ifstream in(path, std::ios::binary);
        files.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return files;
}

/// Numbers that parsers stumble over, little-endian.
void overwrite_number(Bytes& bytes, Random& random) {
    static constexpr std::uint64_t kNumbers[] = {
        0,          1,          0x7F,       0xFF,       0xFFFF,           0x7FFFFFFF,
        0xFFFFFFFF, 1ull << 32, 1ull << 62, 1ull << 63, ~std::uint64_t{0}};
    const std::uint64_t number = kNumbers[below(random, std::size(kNumbers))];
    const std::size_t width = std::size_t{1} << below(random, 4);
    const std::size_t begin = below(random, bytes.size());
    for (std::size_t i = 0; i < width && begin + i < bytes.size(); ++i)
        bytes[begin + i] = static_cast<std::uint8_t>(number >> (8 * i));
}

void splice(Bytes& bytes, const Bytes& other, Random& random) {
    const std::size_t from = below(random, other.size());
    const std::size_t count = below(random, std::min<std::size_t>(64, other.size() - from) + 1);
    const auto first = other.begin() + static_cast<std::ptrdiff_t>(from);
    const auto where = bytes.begin() + static_cast<std::ptrdiff_t>(below(random, bytes.size() + 1));
    bytes.insert(where, first, first + static_cast<std::ptrdiff_t>(count));
}

void erase(Bytes& bytes, Random& random) {
    const std::size_t from = below(random, bytes.size());
    const std::size_t count = below(random, std::min<std::size_t>(64, bytes.size() - from) + 1);
    const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(from);
    bytes.erase(first, first + static_cast<std::ptrdiff_t>(count));
}

void flip_bit(Bytes& bytes, Random& random) {
    if (bytes.empty()) return;
    std::uint8_t& byte = bytes[below(random, bytes.size())];
    byte = static_cast<std::uint8_t>(byte ^ (1u << below(random, 8)));
}

void mutate(Bytes& bytes, const Bytes& other, Random& random) {
    switch (below(random, 5)) {
        case 0:
            flip_bit(bytes, random);
            break;
        case 1:
            if (!bytes.empty())
                bytes[below(random, bytes.size())] = static_cast<std::uint8_t>(random());
            break;
        case 2:
            overwrite_number(bytes, random);
            break;
        case 3:
            splice(bytes, other, random);
            break;
        default:
            erase(bytes, random);
            break;
    }
}

/// What breaks the target is kept for a debugger.
void run(const Bytes& bytes) {
    static const char* const kept = std::getenv("CATVTON_FUZZ_KEEP");
    if (kept) {
        std::ofstream(kept, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s MUTATIONS FOLDER...\n", argv[0]);
        return 2;
    }
    std::vector<Bytes> files = read_folders(argc - 2, argv + 2);
    for (const Bytes& file : files) run(file);
    const std::size_t replayed = files.size();
    std::erase_if(files, [](const Bytes& file) { return file.size() > kMaxMutated; });
    if (files.empty()) return 2;
    Random random(42);
    const long mutations = std::atol(argv[1]);
    for (long i = 0; i < mutations; ++i) {
        Bytes bytes = files[below(random, files.size())];
        const std::size_t changes = 1 + below(random, 4);
        for (std::size_t k = 0; k < changes; ++k)
            mutate(bytes, files[below(random, files.size())], random);
        run(bytes);
    }
    std::printf("%zu files replayed, %ld mutations\n", replayed, mutations);
    return 0;
}
