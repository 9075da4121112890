#include "hub/repository_cache.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <span>

#include "catvton/error.hpp"
#include "hub/content_hash.hpp"
#include "hub/file_descriptor.hpp"
#include "weights/file_text.hpp"
#include "weights/hub_cache.hpp"
#include "weights/pending_file.hpp"

namespace catvton::hub {

namespace {

namespace fs = std::filesystem;

void write_small_file(const fs::path& path, const std::string& text) {
    weights::PendingFile file(path);
    file.write(std::as_bytes(std::span(text)));
    file.commit();
}

/// Without links the snapshot holds the file itself.
void move_blob(const fs::path& blob, const fs::path& name) {
    if (::rename(blob.c_str(), name.c_str()) == 0) return;
    const int reason = errno;
    std::error_code ignored;
    if (reason == ENOENT && fs::is_regular_file(name, ignored)) return;  // another process did
    errno = reason;
    throw_io("create", name);
}

/// From the link's folder to the blob, by as many ".." as the path is deep.
fs::path relative_blob(const std::string& path, const std::string& hash) {
    fs::path result = "../..";
    for (const char c : path) {
        if (c == '/') result /= "..";
    }
    return result / "blobs" / hash;
}

}  // namespace

RepositoryCache::RepositoryCache(const std::string& repository, bool symlinks)
    : root_(weights::hub_cache_root()),
      folder_(root_ / weights::cache_folder_name(repository)),
      symlinks_(symlinks) {}

fs::path RepositoryCache::snapshot(const std::string& commit) const {
    return folder_ / "snapshots" / commit;
}

fs::path RepositoryCache::file(const std::string& commit, const std::string& path) const {
    return snapshot(commit) / path;
}

fs::path RepositoryCache::blob(const std::string& hash) const { return folder_ / "blobs" / hash; }

fs::path RepositoryCache::lock(const std::string& hash) const {
    return root_ / ".locks" / folder_.filename() / (hash + ".lock");
}

std::optional<std::uint64_t> RepositoryCache::size_in_snapshot(const std::string& commit,
                                                               const std::string& path) const {
    std::error_code missing;
    const std::uint64_t size = fs::file_size(file(commit, path), missing);
    return missing ? std::nullopt : std::optional(size);
}

std::optional<std::uint64_t> RepositoryCache::size_of_blob(const std::string& hash) const {
    std::error_code missing;
    const std::uint64_t size = fs::file_size(blob(hash), missing);
    return missing ? std::nullopt : std::optional(size);
}

std::string RepositoryCache::hash_in_snapshot(const std::string& commit,
                                              const std::string& path) const {
    std::error_code none;
    const std::string name = fs::read_symlink(file(commit, path), none).filename().string();
    return !none && is_content_hash(name) ? name : "";
}

bool RepositoryCache::is_known_missing(const std::string& commit, const std::string& path) const {
    std::error_code ignored;
    return fs::is_regular_file(folder_ / ".no_exist" / commit / path, ignored);
}

std::string RepositoryCache::commit_of(const std::string& revision) const {
    if (weights::is_commit(revision)) return revision;
    std::error_code ignored;
    const fs::path ref = folder_ / "refs" / revision;
    if (!fs::is_regular_file(ref, ignored)) return "";
    const std::string text = weights::read_text_file(ref, 1024);
    const std::string commit = text.substr(0, text.find_last_not_of(" \r\n\t") + 1);
    return weights::is_commit(commit) ? commit : "";
}

void RepositoryCache::prepare() const {
    std::error_code ignored;
    const bool fresh = !fs::exists(root_, ignored);
    create_folders(folder_ / "blobs");
    // Tells programs that make backups what this folder is.
    if (fresh)
        write_small_file(root_ / "CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
}

void RepositoryCache::link(const std::string& commit, const std::string& path,
                           const std::string& hash) const {
    const fs::path name = file(commit, path);
    create_folders(name.parent_path());
    std::error_code ignored;
    if (!symlinks_) {
        move_blob(blob(hash), name);
        flush_folder(name.parent_path());
        return;
    }
    const fs::path target = relative_blob(path, hash);
    for (int attempt = 0; attempt < 10; ++attempt) {
        if (::symlink(target.c_str(), name.c_str()) == 0) break;
        if (errno == EEXIST) {
            if (fs::read_symlink(name, ignored) == target) return;
            // In between the file is missing, which is a valid cache too.
            ::unlink(name.c_str());
        } else if (errno == EPERM || errno == ENOTSUP || errno == EOPNOTSUPP || errno == ENOSYS) {
            move_blob(blob(hash), name);  // this file system has none
            break;
        } else {
            throw_io("create the link", name);
        }
    }
    flush_folder(name.parent_path());
}

void RepositoryCache::write_ref(const std::string& revision, const std::string& commit) const {
    if (weights::is_commit(revision) || commit_of(revision) == commit) return;
    const fs::path ref = folder_ / "refs" / revision;
    create_folders(ref.parent_path());
    // Not beside it: everything in refs is taken for a revision.
    const fs::path draft = folder_ / ("refs." + std::to_string(::getpid()) + ".tmp");
    write_small_file(draft, commit);
    if (::rename(draft.c_str(), ref.c_str()) != 0) throw_io("create", ref);
    flush_folder(ref.parent_path());
}

void RepositoryCache::mark_missing(const std::string& commit, const std::string& path) const {
    const fs::path mark = folder_ / ".no_exist" / commit / path;
    create_folders(mark.parent_path());
    const FileDescriptor file(::open(mark.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    if (!file) throw_io("create", mark);
}

void RepositoryCache::remove(const std::string& commit, const std::string& path) const {
    const std::string hash = hash_in_snapshot(commit, path);
    std::error_code ignored;
    // The link first: one that leads nowhere would be taken for damage.
    fs::remove(file(commit, path), ignored);
    if (!hash.empty()) fs::remove(blob(hash), ignored);
}

}  // namespace catvton::hub
