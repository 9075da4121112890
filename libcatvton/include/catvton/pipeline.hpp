#pragma once

#include <memory>
#include <span>
#include <vector>

#include "catvton/auto_masker.hpp"
#include "catvton/export.hpp"
#include "catvton/gpu_context.hpp"
#include "catvton/image.hpp"
#include "catvton/options.hpp"

namespace catvton {

/// One of several try-ons that are computed together. The views must outlive the call.
struct TryOnRequest {
    ImageView person;
    ImageView cloth;
    ImageView mask;  ///< white where the garment goes; left empty for a mask-free model
};

/// Person + cloth + mask -> the person wearing the cloth.
/// May be called from any thread; calls on one GpuContext run one at a time under its inference
/// lock. Resizing happens outside the lock. A run that throws leaves the pipeline and the context
/// usable.
class CATVTON_API Pipeline {
public:
    /// Loads the weights. Throws not_found, corrupt_weights (listing the differences),
    /// out_of_memory.
    Pipeline(std::shared_ptr<GpuContext> context, const ModelOptions& options);
    ~Pipeline();
    Pipeline(Pipeline&&) noexcept;
    Pipeline& operator=(Pipeline&&) noexcept;

    /// person: grey, RGB or RGBA (alpha dropped); cloth: the same; mask: of the person's size,
    /// bytes >= 128 after the blur are repainted. Throws invalid_argument, busy, cancelled,
    /// deadline_exceeded, out_of_memory, numeric.
    TryOnResult run(const ImageView& person, const ImageView& cloth, const ImageView& mask,
                    const TryOnOptions& options = {});
    /// The mask is found by `masker` on the person at the size of the network, as the reference
    /// does. `masked`, when given, receives the maps. Throws also no_person.
    TryOnResult run(const ImageView& person, const ImageView& cloth, AutoMasker& masker,
                    ClothType type, const TryOnOptions& options = {},
                    const MaskOptions& mask_options = {}, MaskResult* masked = nullptr);
    /// The person as the network sees it, without padding, RGB: what that mask belongs to.
    static Image fitted_person(const ImageView& person, const TryOnOptions& options);
    /// Mask-free models only.
    TryOnResult run(const ImageView& person, const ImageView& cloth,
                    const TryOnOptions& options = {});
    /// Several requests in one batch: one seed, one draw for the whole batch. seconds and peak are
    /// the batch's.
    std::vector<TryOnResult> run(std::span<const TryOnRequest> requests,
                                 const TryOnOptions& options = {});

    /// Bytes needed by a run of `batch` requests with these options, before running.
    MemoryEstimate estimate(const TryOnOptions& options, int batch = 1) const;
    /// The options of the run that the model was made for: its width, height and number of steps;
    /// the rest as in TryOnOptions.
    TryOnOptions default_options() const;
    /// The model takes no mask.
    bool mask_free() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace catvton
