#include <string_view>

#include "catvton/error.hpp"
#include "weights/hub_cache.hpp"
#include "weights/json_reader.hpp"
#include "weights/printable.hpp"
#include "weights/published_sets.hpp"

namespace catvton::weights {

namespace {

using nlohmann::json;

/// Reads fields and says which one is wrong.
class Reader {
public:
    explicit Reader(const std::string& what) : what_(what) {}

    [[noreturn]] void fail(const std::string& reason) const {
        throw Error(ErrorCode::corrupt_weights, what_ + ": " + reason);
    }

    std::string text(const json& object, const char* key, bool required = true) const {
        const auto found = object.find(key);
        if (found == object.end() && !required) return "";
        if (found == object.end() || !found->is_string() ||
            (required && found->get_ref<const std::string&>().empty()))
            fail(std::string("'") + key + "' must be a text");
        return found->get<std::string>();
    }

    const json& objects(const json& object, const char* key) const {
        const auto found = object.find(key);
        if (found == object.end() || !found->is_array() || found->empty())
            fail(std::string("'") + key + "' must be a list that is not empty");
        for (const json& item : *found) {
            if (!item.is_object()) fail(std::string("'") + key + "' must hold objects");
        }
        return *found;
    }

    PublishedFile file(const json& object) const {
        PublishedFile result{text(object, "path"), std::nullopt, text(object, "sha256", false), ""};
        if (!is_repository_file(result.path))
            fail("'" + printable(result.path) + "' is no path of a file in a repository");
        if (const auto size = object.find("size"); size != object.end()) {
            result.size = unsigned_integer(*size);
            if (!result.size) fail("'size' must be a number of bytes");
        }
        const std::string& hash = result.sha256;
        if (!hash.empty() &&
            (hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string::npos))
            fail("'sha256' must be 64 lower-case hexadecimal digits");
        return result;
    }

    PublishedRepository repository(const json& object) const {
        PublishedRepository result;
        result.repository = text(object, "repository");
        if (!is_repository_id(result.repository))
            fail("'" + printable(result.repository) + "' is no repository id");
        result.revision = text(object, "revision");
        if (!is_revision(result.revision))
            fail("'" + printable(result.revision) + "' is no revision");
        result.license = text(object, "license");
        result.license_url = text(object, "license_url", false);
        result.terms = text(object, "terms", false);
        for (const json& item : objects(object, "files")) result.files.push_back(file(item));
        return result;
    }

private:
    const std::string& what_;
};

}  // namespace

std::vector<PublishedSet> parse_manifest(const std::string& text, const std::string& what) {
    const json document = parse_json_object(text, what);
    const Reader reader(what);
    std::vector<PublishedSet> sets;
    for (const json& item : reader.objects(document, "sets")) {
        PublishedSet set{reader.text(item, "name"), reader.text(item, "description", false), {}};
        for (const json& member : reader.objects(item, "repositories"))
            set.repositories.push_back(reader.repository(member));
        sets.push_back(std::move(set));
    }
    return sets;
}

}  // namespace catvton::weights
