#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace catvton::weights {

/// Root of the Hugging Face cache: HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE, else HF_HOME/hub, else
/// XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub. "~", $NAME and ${NAME} are
/// expanded, an empty variable counts as unset.
std::filesystem::path hub_cache_root();

/// Where the hub's tools keep their own files, such as the token: HF_HOME, else
/// XDG_CACHE_HOME/huggingface, else ~/.cache/huggingface.
std::filesystem::path hub_home();

/// A path from the environment with "~", $NAME and ${NAME} expanded.
std::filesystem::path expand_path(const std::string& path);

/// 40 lower-case hexadecimal digits.
bool is_commit(const std::string& text);

/// The cache's folder name of a repository: models--owner--repository. Throws invalid_argument for
/// an id that is none.
std::string cache_folder_name(const std::string& repository);

/// "owner/repository" or "repository" in the letters that the hub allows; nothing that could leave
/// the cache.
bool is_repository_id(const std::string& text);

/// A commit, or a name of one segment such as "main".
bool is_revision(const std::string& text);

/// Whether a file's name in a repository may become a path below a folder: relative, without empty,
/// "." and ".." segments, backslashes, drives and control characters.
bool is_repository_file(const std::string& path);

/// Snapshot folder of a repository that is already on disk: by refs/<revision>, or the revision
/// itself when it is a commit. Nothing when it is not there. Throws invalid_argument for an id or a
/// revision that is none, io when the cache names something that is not a commit.
std::optional<std::filesystem::path> find_snapshot(const std::string& repository,
                                                   const std::string& revision = "main");

}  // namespace catvton::weights
