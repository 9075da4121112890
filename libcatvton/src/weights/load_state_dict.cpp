#include <algorithm>
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

}  // namespace

StateDict load_state_dict(const std::filesystem::path& path) {
    const auto file = MappedFile::open(path);
    const std::string_view head(reinterpret_cast<const char*>(file->bytes().data()),
                                std::min<std::size_t>(file->bytes().size(), 512));
    if (head.starts_with("PK")) return read_torch_zip(file);
    if (is_torch_legacy(file->bytes())) return read_torch_legacy(file);
    if (head.starts_with('\x80')) return read_detectron2_pickle(file);
    if (head.size() > kTarMagicOffset && head.substr(kTarMagicOffset).starts_with("ustar")) {
        throw Error(ErrorCode::unsupported_format,
                    "'" + path.string() +
                        "' is a tar archive of an old PyTorch: save it again with a newer one");
    }
    return read_safetensors(file);
}

}  // namespace catvton::weights
