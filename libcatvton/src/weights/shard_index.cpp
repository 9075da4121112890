#include "weights/shard_index.hpp"

#include <map>
#include <set>

#include "catvton/error.hpp"
#include "weights/file_text.hpp"
#include "weights/json_reader.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kMaxIndexBytes = 16u << 20;

bool is_bare_name(const std::string& name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string("/\\\0", 3)) == std::string::npos;
}

}  // namespace

StateDict load_sharded(const std::filesystem::path& index) {
    const std::string what = "'" + index.string() + "'";
    const auto document =
        parse_json_object(read_text_file(index, kMaxIndexBytes), what, {kMaxIndexBytes, 8});
    const auto map = document.find("weight_map");
    if (map == document.end() || !map->is_object() || map->empty()) {
        throw Error(ErrorCode::corrupt_weights, what + ": weight_map is missing or empty");
    }
    std::map<std::string, std::set<std::string>> tensors_of;  // by shard
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string() || !is_bare_name(shard.get<std::string>())) {
            throw Error(ErrorCode::corrupt_weights,
                        what + ": tensor '" + printable(tensor) + "' names the shard " +
                            printable(shard.dump(), 64) + ", which is not a file name");
        }
        tensors_of[shard.get<std::string>()].insert(tensor);
    }
    StateDict state;
    for (auto& [shard, tensors] : tensors_of) {
        const StateDict part = load_state_dict(index.parent_path() / shard);
        for (const auto& [name, entry] : part.items()) {
            if (tensors.erase(name) == 0) {
                throw Error(ErrorCode::corrupt_weights,
                            what + ": shard '" + printable(shard) + "' holds '" + printable(name) +
                                "', which the index does not place there");
            }
            state.add(name, entry);
        }
        if (!tensors.empty()) {
            throw Error(ErrorCode::corrupt_weights, what + ": shard '" + printable(shard) +
                                                        "' lacks '" + printable(*tensors.begin()) +
                                                        "', which the index places there");
        }
    }
    return state;
}

}  // namespace catvton::weights
