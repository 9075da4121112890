#include "weights/safetensors_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "catvton/error.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kHeaderAlignment = 64;
constexpr std::size_t kWriteChunk = std::size_t{1} << 30;  // one write() call takes less than 2 GiB

/// A file beside `target` that becomes it on commit(), and is removed otherwise.
class PendingFile {
public:
    explicit PendingFile(const std::filesystem::path& target)
        : target_(target), temporary_(target.string() + ".XXXXXX") {
        descriptor_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
        if (descriptor_ < 0) fail("create a file beside");
    }
    ~PendingFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
        if (!committed_) ::unlink(temporary_.c_str());
    }
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    void write(const void* data, std::size_t size) {
        const auto* bytes = static_cast<const char*>(data);
        while (size > 0) {
            const ssize_t written = ::write(descriptor_, bytes, std::min(size, kWriteChunk));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("write");
            bytes += written;
            size -= static_cast<std::size_t>(written);
        }
    }

    void commit() {
        // mkostemp makes the file private; a model is as readable as any other new file.
        const mode_t mask = ::umask(0);
        ::umask(mask);
        if (::fchmod(descriptor_, 0666 & ~mask) != 0 || ::fsync(descriptor_) != 0) fail("flush");
        if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("rename to");
        committed_ = true;
    }

private:
    [[noreturn]] void fail(const char* action) const {
        throw Error(ErrorCode::io, std::string("cannot ") + action + " '" + target_.string() +
                                       "': " + std::system_category().message(errno));
    }

    std::filesystem::path target_;
    std::string temporary_;
    int descriptor_ = -1;
    bool committed_ = false;
};

std::string header_text(const StateDict& state) {
    nlohmann::ordered_json header;
    if (!state.metadata().empty()) header["__metadata__"] = state.metadata();
    std::size_t offset = 0;
    for (const auto& [name, entry] : state.items()) {
        header[name] = {{"dtype", dtype_name(entry.dtype)},
                        {"shape", entry.shape},
                        {"data_offsets", {offset, offset + entry.bytes}}};
        offset += entry.bytes;
    }
    std::string text = header.dump();
    // Spaces may follow the object: they align the data, so that it can be used where it is mapped.
    const std::size_t end = sizeof(std::uint64_t) + text.size();
    text.append((kHeaderAlignment - end % kHeaderAlignment) % kHeaderAlignment, ' ');
    return text;
}

}  // namespace

void write_safetensors(const StateDict& state, const std::filesystem::path& path) {
    const std::string header = header_text(state);
    const std::uint64_t size = header.size();
    std::array<unsigned char, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<unsigned char>(size >> (8 * i));
    PendingFile file(path);
    file.write(length.data(), length.size());
    file.write(header.data(), header.size());
    for (const auto& [name, entry] : state.items()) file.write(entry.data, entry.bytes);
    file.commit();
}

}  // namespace catvton::weights
