#include "weights/key_maps.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>
#include <optional>
#include <sstream>

#include "catvton/error.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kNumbersPerLayer = 8;
constexpr std::size_t kListedDifferences = 10;
constexpr std::array<const char*, 5> kParts{"to_q.weight", "to_k.weight", "to_v.weight",
                                            "to_out.0.weight", "to_out.0.bias"};

std::vector<std::string> block_types(const nlohmann::json& config, const char* field) {
    const auto found = config.find(field);
    const auto is_string = [](const nlohmann::json& type) { return type.is_string(); };
    if (found == config.end() || !found->is_array() || found->empty() || found->size() > 8 ||
        !std::all_of(found->begin(), found->end(), is_string)) {
        throw Error(ErrorCode::corrupt_weights,
                    std::string("UNet config: '") + field + "' must be a list of 1 to 8 strings");
    }
    return found->get<std::vector<std::string>>();
}

void add_modules(std::vector<std::string>& modules, const nlohmann::json& config,
                 const std::string& side, std::int64_t layers) {
    const std::vector<std::string> types = block_types(config, (side + "_block_types").c_str());
    for (std::size_t block = 0; block < types.size(); ++block) {
        if (!types[block].starts_with("CrossAttn")) continue;
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            modules.push_back(side + "_blocks." + std::to_string(block) + ".attentions." +
                              std::to_string(layer) + ".transformer_blocks.0.attn1");
        }
    }
}

/// What a key of the attention file means: a part of a layer.
struct AttentionKey {
    std::size_t layer;
    std::string part;
};

std::optional<AttentionKey> parse_key(const std::string& key) {
    std::size_t number = 0;
    const auto [stop, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    if (error != std::errc() || stop == key.data() + key.size() || *stop != '.')
        return std::nullopt;
    if (key.front() == '0' && stop != key.data() + 1) return std::nullopt;  // "08" is not 8
    const std::string rest(stop + 1, key.data() + key.size());
    static constexpr std::array<const char*, 6> kPrefixes{"",      "to_q.",   "to_k.",
                                                          "to_v.", "to_out.", "to_out.0."};
    const std::size_t place = number % kNumbersPerLayer;
    if (place >= kPrefixes.size()) return std::nullopt;
    const std::string part = kPrefixes[place] + rest;
    if (std::find(kParts.begin(), kParts.end(), part) == kParts.end()) return std::nullopt;
    return AttentionKey{number / kNumbersPerLayer, part};
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::ostringstream text;
    text << '[';
    for (std::size_t i = 0; i < shape.size(); ++i) text << (i ? ", " : "") << shape[i];
    text << ']';
    return text.str();
}

bool same_content(const TensorEntry& a, const TensorEntry& b) {
    return a.dtype == b.dtype && a.shape == b.shape &&
           (a.data == b.data || a.bytes == 0 || std::memcmp(a.data, b.data, a.bytes) == 0);
}

[[noreturn]] void refuse(const std::string& what, const std::vector<std::string>& differences) {
    std::ostringstream text;
    text << what << " does not fit the base UNet in " << differences.size()
         << (differences.size() == 1 ? " tensor: " : " tensors: ");
    for (std::size_t i = 0; i < std::min(differences.size(), kListedDifferences); ++i) {
        text << (i ? "; " : "") << differences[i];
    }
    if (differences.size() > kListedDifferences) text << "; ...";
    throw Error(ErrorCode::corrupt_weights, text.str());
}

}  // namespace

std::vector<std::string> attention_modules(const nlohmann::json& config) {
    const auto found = config.find("layers_per_block");
    const std::int64_t layers =
        found == config.end() ? 2 : (found->is_number_integer() ? found->get<std::int64_t>() : 0);
    if (layers < 1 || layers > 8) {
        throw Error(ErrorCode::corrupt_weights,
                    "UNet config: 'layers_per_block' must be an integer from 1 to 8");
    }
    std::vector<std::string> modules;
    add_modules(modules, config, "down", layers);
    add_modules(modules, config, "up", layers + 1);
    modules.emplace_back("mid_block.attentions.0.transformer_blocks.0.attn1");
    return modules;
}

void apply_attention(StateDict& unet, const StateDict& attention, const nlohmann::json& config,
                     const std::string& what) {
    const std::vector<std::string> modules = attention_modules(config);
    std::vector<std::string> differences;
    std::map<std::string, const StateDict::Item*> given;  // by UNet name
    for (const std::string& module : modules) {
        for (const char* part : kParts) given[module + "." + part] = nullptr;
    }
    for (const StateDict::Item& item : attention.items()) {
        const auto& [key, entry] = item;
        const auto parsed = parse_key(key);
        if (!parsed || parsed->layer >= modules.size()) {
            differences.push_back("unexpected " + printable(key) + " " + shape_text(entry.shape));
            continue;
        }
        const StateDict::Item*& known = given[modules[parsed->layer] + "." + parsed->part];
        if (known && !same_content(known->second, entry))
            differences.push_back(key + " differs from " + known->first + ", another name of it");
        known = &item;
    }
    for (const auto& [name, item] : given) {
        const TensorEntry* const base = unet.find(name);
        if (!item) {
            differences.push_back("missing " + name);
        } else if (!base) {
            differences.push_back(item->first + " has no counterpart " + name);
        } else if (base->shape != item->second.shape) {
            differences.push_back(item->first + " is " + shape_text(item->second.shape) +
                                  ", must be " + shape_text(base->shape));
        }
    }
    if (!differences.empty()) refuse(what, differences);
    for (const auto& [name, item] : given) unet.set(name, item->second);
}

StateDict modern_vae_names(const StateDict& vae, const std::string& what) {
    static constexpr std::array<std::pair<const char*, const char*>, 4> kRenamed{
        {{".query.", ".to_q."},
         {".key.", ".to_k."},
         {".value.", ".to_v."},
         {".proj_attn.", ".to_out.0."}}};
    StateDict result;
    for (const auto& [name, entry] : vae.items()) {
        std::string modern = name;
        if (name.find(".attentions.") != std::string::npos) {
            for (const auto& [old_part, new_part] : kRenamed) {
                const auto found = modern.find(old_part);
                if (found != std::string::npos)
                    modern.replace(found, std::string(old_part).size(), new_part);
            }
        }
        if (result.find(modern)) {
            throw Error(ErrorCode::corrupt_weights, what + " holds '" + printable(modern) +
                                                        "' twice, by its old and its new name");
        }
        result.add(std::move(modern), entry);
    }
    return result;
}

}  // namespace catvton::weights
