#include "hub/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "catvton/log.hpp"
#include "runtime/log.hpp"

namespace catvton::hub {

namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(50);
constexpr int kAttempts = 100;

/// Whoever gives a lock up may remove its file: a lock on a file without a name locks nobody out.
bool still_named(int descriptor, const std::filesystem::path& path) {
    struct stat held {};
    struct stat named {};
    return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path, const StopCheck& stop) {
    bool told = false;
    for (int attempt = 0;; ++attempt) {
        stop();
        create_folders(path.parent_path());
        file_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0664));
        // Somebody may have cleared the folder away in between.
        if (!file_ && errno == ENOENT && attempt < kAttempts) continue;
        if (!file_) throw_io("open the lock", path);
        while (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR) continue;
            if (errno != EWOULDBLOCK) return;  // this file system has no locks
            if (!told) runtime::log(LogLevel::info, "waiting for another download of this file");
            told = true;
            stop();
            std::this_thread::sleep_for(kPollInterval);
        }
        if (still_named(file_.get(), path)) return;
    }
}

}  // namespace catvton::hub
