#pragma once

#include <cstdint>
#include <functional>

#include "hub/hub_client.hpp"
#include "hub/repository_cache.hpp"

namespace catvton::hub {

/// Told how many bytes of the file are on the disk; may go back when a download begins again. May
/// throw to stop.
using ByteProgress = std::function<void(std::uint64_t)>;

/// Brings the bytes that `metadata` describes into the cache's blobs: under the blob's lock, taking
/// up what an earlier attempt has left, and trying again after failures of the network. Nothing
/// becomes a blob whose hash does not match. `file` should name the commit. Throws io (network,
/// disk), corrupt_weights (size or hash differ; nothing is left), and what HubClient::get throws.
void download_blob(HubClient& client, const RepositoryCache& cache, const FileAddress& file,
                   const FileMetadata& metadata, const ByteProgress& progress);

}  // namespace catvton::hub
