#pragma once

#include <filesystem>

namespace catvton::test {

/// A folder with the masker's three checkpoints in the published layout: the published architecture
/// with an eighth of the channels and fewer blocks, formula weights, and the configs that say so.
/// Removed at the end.
class SmallMaskerFolder {
public:
    /// person_bias: logit of "person" for every proposal; 5 finds people everywhere, -5 nowhere.
    explicit SmallMaskerFolder(float person_bias = 5.0f);
    ~SmallMaskerFolder();
    SmallMaskerFolder(const SmallMaskerFolder&) = delete;
    SmallMaskerFolder& operator=(const SmallMaskerFolder&) = delete;
    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace catvton::test
