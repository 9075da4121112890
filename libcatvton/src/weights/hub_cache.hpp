#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace catvton::weights {

/// Root of the Hugging Face cache: HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE, else HF_HOME/hub, else
/// XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub. "~", $NAME and ${NAME} are
/// expanded, an empty variable counts as unset.
std::filesystem::path hub_cache_root();

/// "owner/repository" or "repository" in the letters that the hub allows; nothing that could leave
/// the cache.
bool is_repository_id(const std::string& text);

/// Snapshot folder of a repository that is already on disk: by refs/<revision>, or the revision
/// itself when it is a commit. Nothing when it is not there. Throws invalid_argument for an id or a
/// revision that is none, io when the cache names something that is not a commit.
std::optional<std::filesystem::path> find_snapshot(const std::string& repository,
                                                   const std::string& revision = "main");

}  // namespace catvton::weights
