#include "hub/blob_download.hpp"

#include <optional>

#include "catvton/error.hpp"
#include "catvton/log.hpp"
#include "hub/content_hash.hpp"
#include "hub/content_range.hpp"
#include "hub/disk_space.hpp"
#include "hub/file_lock.hpp"
#include "hub/incomplete_file.hpp"
#include "runtime/log.hpp"
#include "weights/printable.hpp"

namespace catvton::hub {

namespace {

/// Less than this in one connection does not count as progress, or a server that gives a byte at a
/// time would never be given up.
constexpr std::uint64_t kProgressBytes = std::uint64_t{1} << 20;

class Download {
public:
    Download(HubClient& client, const FileAddress& file, const FileMetadata& metadata,
             IncompleteFile& target, const ByteProgress& progress)
        : client_(client),
          file_(file),
          metadata_(metadata),
          target_(target),
          progress_(progress),
          found_(target.size() > 0) {
        if (!found_) hash_.emplace(metadata_.hash, metadata_.size);
    }

    void run() {
        progress_(target_.size());
        Retry retry = client_.retry();
        for (;;) {
            while (target_.size() < metadata_.size) {
                const std::uint64_t before = target_.size();
                const auto failure = attempt();
                if (target_.size() >= before + kProgressBytes) retry.progressed();
                if (failure) retry.wait(*failure, "cannot download " + file_.printable());
            }
            const std::string hash = finished_hash();
            if (hash == metadata_.hash) break;
            // The part that was there before may be the wrong one.
            if (!pieced_) refuse("its content has the hash " + hash + ", not " + metadata_.hash);
            runtime::log(LogLevel::info,
                         file_.printable() + ": the parts do not fit; downloading it again");
            restart();
        }
        target_.complete();
    }

private:
    [[noreturn]] void refuse(const std::string& reason) const {
        target_.discard();
        throw Error(ErrorCode::corrupt_weights,
                    file_.printable() + " is refused: " + reason +
                        ". Nothing of it was kept; if it happens again, the server is at fault");
    }

    void restart() {
        target_.restart();
        hash_.emplace(metadata_.hash, metadata_.size);
        found_ = false;
        pieced_ = false;
        progress_(0);
    }

    std::string finished_hash() {
        // What another process wrote has to be read; so it is checked as a whole.
        if (!found_) return hash_->finish();
        pieced_ = true;
        return hash_file(target_.path(), metadata_.hash,
                         [this](std::uint64_t) { client_.stop()(); });
    }

    /// Whether the answer's body is the rest of the file.
    bool accept(const HttpAnswer& answer, std::uint64_t offset) {
        const std::string& encoding = answer.header("content-encoding");
        if (!encoding.empty() && encoding != "identity")
            refuse("it was sent as '" + weights::printable(encoding, 32) + "'");
        if (answer.status == 416 || (answer.status == 206 && offset == 0)) {
            restart();
            return false;
        }
        if (answer.status == 206) {
            const auto range = parse_content_range(answer.header("content-range"));
            if (range && range->first == offset &&
                range->total.value_or(metadata_.size) == metadata_.size) {
                pieced_ = true;
                return true;
            }
            restart();
            return false;
        }
        if (offset > 0) restart();  // it sends everything from the beginning
        const auto length = parse_length(answer.header("content-length"));
        if (length && *length != metadata_.size) refuse_size(std::to_string(*length));
        return true;
    }

    [[noreturn]] void refuse_size(const std::string& got) const {
        refuse("the server sends " + got + " bytes where it announced " +
               std::to_string(metadata_.size));
    }

    void take(std::span<const std::byte> bytes) {
        if (target_.size() + bytes.size() > metadata_.size) refuse_size("more");
        target_.append(bytes);
        if (!found_) hash_->update(bytes);
        progress_(target_.size());
    }

    /// One connection. Nothing: it brought the rest.
    std::optional<TransientFailure> attempt() {
        const std::uint64_t offset = target_.size();
        bool accepted = false;
        const HttpOutcome outcome = client_.get(
            file_, offset,
            [&](const HttpAnswer& answer) { return accepted = accept(answer, offset); },
            [&](std::span<const std::byte> bytes) { take(bytes); });
        if (const auto failure = transient_failure(outcome)) return failure;
        if (target_.size() == metadata_.size) return std::nullopt;
        return TransientFailure{accepted ? "the connection ended too early"
                                         : "the server does not continue where it should",
                                std::nullopt};
    }

    HubClient& client_;
    const FileAddress& file_;
    const FileMetadata& metadata_;
    IncompleteFile& target_;
    const ByteProgress& progress_;
    std::optional<ContentHash> hash_;  ///< of what this object wrote
    bool found_;                       ///< the beginning was written by another process
    bool pieced_ = false;              ///< more than one connection wrote it
};

}  // namespace

void download_blob(HubClient& client, const RepositoryCache& cache, const FileAddress& file,
                   const FileMetadata& metadata, const ByteProgress& progress) {
    cache.prepare();
    const FileLock lock(cache.lock(metadata.hash), client.stop());
    if (cache.size_of_blob(metadata.hash) == metadata.size) {  // another process was faster
        progress(metadata.size);
        return;
    }
    IncompleteFile target(cache.blob(metadata.hash), metadata.size);
    check_free_space(target.path().parent_path(), metadata.size - target.size());
    Download(client, file, metadata, target, progress).run();
}

}  // namespace catvton::hub
