#include <algorithm>
#include <cstdint>
#include <string_view>

#include "catvton/error.hpp"
#include "weights/detectron2_pickle.hpp"
#include "weights/mapped_file.hpp"
#include "weights/safetensors.hpp"
#include "weights/state_dict.hpp"
#include "weights/torch_legacy.hpp"
#include "weights/torch_zip.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kTarMagicOffset = 257;
constexpr std::size_t kSafetensorsPrefix = 8;  // the header's length

bool is_tar(std::string_view head) {
    return head.size() > kTarMagicOffset && head.substr(kTarMagicOffset).starts_with("ustar");
}

/// A header's length below 2^32, then JSON. Asked first: a length may look like the beginning of
/// any other format.
bool is_safetensors(std::string_view head) {
    return head.size() > kSafetensorsPrefix && head[kSafetensorsPrefix] == '{' &&
           head.substr(4, 4) == std::string_view("\0\0\0\0", 4);
}

/// Damaged safetensors get that reader's message.
bool may_be_safetensors(std::string_view head, std::size_t file_size) {
    if (head.size() <= kSafetensorsPrefix) return true;
    if (head.size() > kSafetensorsPrefix && head[kSafetensorsPrefix] == '{') return true;
    std::uint64_t length = 0;
    for (std::size_t i = kSafetensorsPrefix; i-- > 0;)
        length = length << 8 | static_cast<unsigned char>(head[i]);
    return length <= file_size - kSafetensorsPrefix;
}

}  // namespace

StateDict load_state_dict(const std::filesystem::path& path) {
    const auto file = MappedFile::open(path);
    const std::string_view head(reinterpret_cast<const char*>(file->bytes().data()),
                                std::min<std::size_t>(file->bytes().size(), 512));
    const auto unsupported = [&](const char* reason) {
        return Error(ErrorCode::unsupported_format, "'" + path.string() + "' " + reason);
    };
    const auto read = [&](const char* format, auto reader) {
        StateDict state = reader(file);
        state.set_format(format);
        return state;
    };
    if (is_safetensors(head)) return read("safetensors", read_safetensors);
    if (head.starts_with("PK")) return read("torch_zip", read_torch_zip);
    if (is_torch_legacy(file->bytes())) return read("torch_legacy", read_torch_legacy);
    if (head.starts_with('\x80')) return read("detectron2_pickle", read_detectron2_pickle);
    if (is_tar(head))
        throw unsupported("is a tar archive of an old PyTorch: save it again with a newer one");
    if (head.starts_with("version https://git-lfs"))
        throw unsupported("is a Git LFS pointer: fetch the file itself with git lfs pull");
    if (!may_be_safetensors(head, file->bytes().size())) {
        throw unsupported(
            "is no weight file that is read here: safetensors, torch.save or detectron2 pickle");
    }
    return read("safetensors", read_safetensors);
}

}  // namespace catvton::weights
