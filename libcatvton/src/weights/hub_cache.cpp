#include "weights/hub_cache.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>

#include "catvton/error.hpp"
#include "weights/file_text.hpp"

namespace catvton::weights {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxNameLength = 96;
constexpr std::size_t kMaxPathLength = 512;

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

std::string home_folder() {
    if (const std::string home = environment("HOME"); !home.empty()) return home;
    const passwd* const user = ::getpwuid(::getuid());
    return user && user->pw_dir ? user->pw_dir : "";
}

/// $NAME and ${NAME}; a variable that is not set stays as it is written.
std::string expand_variables(const std::string& path) {
    const auto is_word = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
    std::string result;
    for (std::size_t i = 0; i < path.size();) {
        const bool braced = path.compare(i, 2, "${") == 0;
        const std::size_t begin = i + (braced ? 2 : 1);
        std::size_t end = begin;
        while (end < path.size() && is_word(static_cast<unsigned char>(path[end]))) ++end;
        const bool closed = !braced || (end < path.size() && path[end] == '}');
        const std::size_t next = end + (braced ? 1 : 0);
        const std::string name = path[i] == '$' && closed ? path.substr(begin, end - begin) : "";
        const char* const value = name.empty() ? nullptr : std::getenv(name.c_str());
        if (value) {
            result += value;
            i = next;
        } else {
            result += path[i++];
        }
    }
    return result;
}

bool is_name(const std::string& text) {
    const auto allowed = [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= kMaxNameLength &&
           std::all_of(text.begin(), text.end(), allowed) && text.front() != '.' &&
           text.front() != '-' && text.back() != '.' && text.back() != '-' &&
           text.find("..") == std::string::npos && text.find("--") == std::string::npos;
}

std::string trimmed(std::string text) {
    const auto end = text.find_last_not_of(" \r\n\t");
    return end == std::string::npos ? "" : text.substr(0, end + 1);
}

/// The commit that refs/<revision> names; empty when there is no such ref.
std::string commit_of(const fs::path& folder, const std::string& revision) {
    if (is_commit(revision)) return revision;
    const fs::path ref = folder / "refs" / revision;
    std::error_code ignored;
    if (!fs::is_regular_file(ref, ignored)) return "";
    const std::string commit = trimmed(read_text_file(ref, 1024));
    // The content becomes part of a path.
    if (!is_commit(commit))
        throw Error(ErrorCode::io, "'" + ref.string() + "' does not hold a commit: download again");
    return commit;
}

}  // namespace

fs::path hub_cache_root() {
    for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
        if (const std::string value = environment(name); !value.empty()) return expand_path(value);
    }
    return hub_home() / "hub";
}

fs::path hub_home() {
    if (const std::string home = environment("HF_HOME"); !home.empty()) return expand_path(home);
    if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty())
        return expand_path(cache) / "huggingface";
    return expand_path("~/.cache/huggingface");
}

fs::path expand_path(const std::string& path) {
    const std::string expanded = expand_variables(path);
    if (expanded != "~" && !expanded.starts_with("~/")) return expanded;
    return home_folder() + expanded.substr(1);
}

bool is_commit(const std::string& text) {
    return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string cache_folder_name(const std::string& repository) {
    if (!is_repository_id(repository)) {
        throw Error(
            ErrorCode::invalid_argument,
            "'" + repository + "' is neither a folder nor a repository id (owner/repository)");
    }
    std::string name = "models--" + repository;
    if (const auto slash = name.find('/'); slash != std::string::npos) name.replace(slash, 1, "--");
    return name;
}

bool is_repository_id(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return is_name(text);
    return is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1)) &&
           !text.ends_with(".git");
}

bool is_revision(const std::string& text) { return is_name(text); }

bool is_repository_file(const std::string& path) {
    if (path.empty() || path.size() > kMaxPathLength || path.back() == '/') return false;
    const auto is_bad = [](unsigned char c) {
        return c < ' ' || c == 0x7f || c == '\\' || c == ':';
    };
    if (std::any_of(path.begin(), path.end(), is_bad)) return false;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view segment = std::string_view(path).substr(begin, end - begin);
        if (segment.empty() || segment == "." || segment == "..") return false;
        begin = end + 1;
    }
    return true;
}

std::optional<fs::path> find_snapshot(const std::string& repository, const std::string& revision) {
    const fs::path folder = hub_cache_root() / cache_folder_name(repository);
    if (!is_revision(revision))
        throw Error(ErrorCode::invalid_argument, "'" + revision + "' is no revision");
    const std::string commit = commit_of(folder, revision);
    if (commit.empty()) return std::nullopt;
    const fs::path snapshot = folder / "snapshots" / commit;
    std::error_code ignored;
    return fs::is_directory(snapshot, ignored) ? std::optional(snapshot) : std::nullopt;
}

}  // namespace catvton::weights
