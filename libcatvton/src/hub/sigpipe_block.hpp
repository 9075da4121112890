#pragma once

#include <csignal>

namespace catvton::hub {

/// While it lives, writing to a closed connection does not end the process: TLS libraries write
/// without MSG_NOSIGNAL. Concerns the calling thread only and leaves its mask as it was.
class SigpipeBlock {
public:
    SigpipeBlock() noexcept;
    ~SigpipeBlock();
    SigpipeBlock(const SigpipeBlock&) = delete;
    SigpipeBlock& operator=(const SigpipeBlock&) = delete;

private:
    sigset_t before_{};
    bool pending_before_ = false;
};

}  // namespace catvton::hub
