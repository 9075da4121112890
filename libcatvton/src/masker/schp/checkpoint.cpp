#include "masker/schp/checkpoint.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace catvton::masker::schp {

namespace {

using Rename = std::pair<std::string_view, std::string_view>;

// The training code fused norm and activation into one layer; counted apart, the later layers move
// up by one.
constexpr std::array<Rename, 7> kRenames{{
    {"decoder.conv3.2.weight", "decoder.conv3.3.weight"},
    {"decoder.conv3.3.weight", "decoder.conv3.4.weight"},
    {"decoder.conv3.3.bias", "decoder.conv3.4.bias"},
    {"decoder.conv3.3.running_mean", "decoder.conv3.4.running_mean"},
    {"decoder.conv3.3.running_var", "decoder.conv3.4.running_var"},
    {"fushion.3.weight", "fushion.4.weight"},
    {"fushion.3.bias", "fushion.4.bias"},
}};

// Training-time outputs. edge.conv4 is part of the network, but its result goes nowhere.
constexpr std::array<std::string_view, 3> kUnused{"edge.conv4.", "edge.conv5.", "decoder.conv4."};

constexpr std::string_view kPrefix = "module.";

std::string_view renamed(std::string_view name) {
    for (const auto& [from, to] : kRenames) {
        if (name == from) return to;
    }
    return name;
}

bool is_unused(std::string_view name) {
    for (const std::string_view prefix : kUnused) {
        if (name.starts_with(prefix)) return true;
    }
    return name.ends_with(".num_batches_tracked");
}

}  // namespace

weights::StateDict to_network_names(const weights::StateDict& file) {
    weights::StateDict state;
    for (const auto& [stored, entry] : file.items()) {
        std::string_view name = stored;
        if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
        if (!is_unused(name)) state.add(std::string(renamed(name)), entry);
    }
    return state;
}

}  // namespace catvton::masker::schp
