#include "masker/schp/config.hpp"

#include "masker/config_fields.hpp"

namespace catvton::masker::schp {

Config Config::lip() {
    Config config;
    config.classes = 20;
    config.input_size = 473;
    return config;
}

void Config::merge_file(const std::filesystem::path& path) {
    constexpr std::int64_t max_channels = 4096;
    const ConfigFields fields = ConfigFields::load(path);
    fields.read("input_size", input_size, 32, 4096);
    fields.read("blocks", blocks, 1, 64);
    fields.read("stem_channels", stem_channels, 1, max_channels);
    fields.read("width", width, 1, max_channels);
    fields.read("context_channels", context_channels, 1, max_channels);
    fields.read("head_channels", head_channels, 1, max_channels);
    fields.read("detail_channels", detail_channels, 1, max_channels);
}

}  // namespace catvton::masker::schp
