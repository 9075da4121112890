#pragma once

#include <filesystem>
#include <memory>

#include "catvton/catvton.h"
#include "catvton/catvton.hpp"

namespace catvton::test {

/// The folder that write_models wrote.
const std::filesystem::path& capi_models();

/// Ends the test case, showing the library's message, unless the call succeeded.
void require_ok(catvton_status status);

catvton_image_view view_of(const Image& image);
bool equal(const catvton_image_view& view, const Image& image);
/// The image behind a handle equals `image`; frees it.
bool equal_image(catvton_image handle, const Image& image);

/// The same pictures and, on demand, the same models in both interfaces.
struct Parity {
    Image person, cloth, mask;
    catvton_image_view c_person, c_cloth, c_mask;
    std::shared_ptr<GpuContext> context;
    catvton_context c_context = 0;

    Parity();
    ~Parity();
    Parity(const Parity&) = delete;
    Parity& operator=(const Parity&) = delete;

    Pipeline pipeline(const char* file, bool mask_free) const;
    catvton_pipeline c_pipeline(const char* file, bool mask_free) const;
    AutoMasker masker() const;
    catvton_masker c_masker() const;
};

/// Fields away from their defaults, so that one that is lost on the way shows.
TryOnOptions unusual_options();
catvton_tryon_options c_unusual_options();

}  // namespace catvton::test
