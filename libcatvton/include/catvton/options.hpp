#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "catvton/export.hpp"
#include "catvton/image.hpp"

namespace catvton {

/// Arithmetic of the networks. On a CPU fp16 and bf16 are used only where the CPU computes in them;
/// elsewhere the weights are converted to fp32 on loading.
enum class Precision { automatic, fp32, fp16, bf16 };

/// Which device, and how it computes.
struct DeviceOptions {
    std::string device = "auto";  ///< "auto" (CUDA if present), "cpu", "cuda", "cuda:N"
    Precision precision = Precision::automatic;  ///< automatic: fp16 on CUDA, fp32 on a CPU
    int threads = 0;  ///< CPU threads of the process's kernels, 1..1024; 0 leaves LibTorch's choice

    /// Throws invalid_argument when a field is out of range.
    CATVTON_API void validate() const;
};

/// Which of CatVTON's retrained self-attentions to use.
enum class AttentionVersion { mix, vitonhd, dresscode };

/// Where the weights come from. Every source may be a folder, or an owner/repository that is
/// already in the Hugging Face cache (HF_HUB_CACHE, HF_HOME).
struct ModelOptions {
    /// A model by name: "mini" (small, of drawn people, installed with the library), "catvton" or
    /// "catvton-maskfree" (the published sets). Or a folder holding the sources below as
    /// owner/repository, a folder with one model's try_on.safetensors and masker files, or one
    /// merged safetensors file. Empty: unused.
    std::string model;
    std::string base_model;   ///< UNet and scheduler; empty: the published base of the variant
    std::string vae;          ///< empty: stabilityai/sd-vae-ft-mse
    std::string resume_path;  ///< CatVTON's attention (and masker) weights; empty: the published
                              ///< set of the variant
    AttentionVersion attention_version = AttentionVersion::mix;
    bool mask_free = false;  ///< the variant that needs no mask (8 input channels)

    /// Throws invalid_argument when the fields contradict each other.
    CATVTON_API void validate() const;
};

/// What a call does when another inference holds the context's lock.
enum class LockPolicy {
    wait,     ///< waits its turn
    reject,   ///< throws busy at once
    timeout,  ///< waits `lock_timeout_seconds`, then throws busy
};

enum class ClothType { upper, lower, overall, inner, outer };

enum class Stage { prepare, mask, encode, denoise, decode };

/// What a progress callback is told. The callback runs on the calling thread while the inference
/// lock is held; calling back into the library throws invalid_state.
struct Progress {
    Stage stage = Stage::prepare;
    int step = 0;          ///< finished denoising steps, 0 before the first
    int steps = 0;         ///< denoising steps in all
    double seconds = 0.0;  ///< since the run began to compute
};

enum class ProgressAction { keep_going, cancel };

/// A flag that stops runs from another thread: copies share it, and a run that sees it set throws
/// cancelled within one step. May be used from any thread, also from a signal handler (cancel
/// only).
class CancellationToken {
public:
    CancellationToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
    void cancel() const noexcept { flag_->store(true, std::memory_order_relaxed); }
    void reset() const noexcept { flag_->store(false, std::memory_order_relaxed); }
    bool cancelled() const noexcept { return flag_->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> flag_;
};

/// How the pictures are brought to the size of the network.
enum class Geometry {
    crop,  ///< person cropped to the aspect ratio, cloth padded: the reference's way
    pad,   ///< person padded too, and the padding cut off the result
};

/// One try-on.
struct TryOnOptions {
    int width = 768;               ///< pixels of the result, a multiple of 8, 64..2048
    int height = 1024;             ///< pixels of the result, a multiple of 8, 64..2048
    int num_inference_steps = 50;  ///< DDIM steps, 1..999
    double guidance_scale =
        2.5;  ///< classifier-free guidance, 0..30; 1 or less runs the UNet once a step
    std::int64_t seed = 42;  ///< of every random draw; -1 draws one and reports it
    double eta = 1.0;        ///< share of DDPM noise in each DDIM step, 0..1
    int mask_blur = 9;       ///< radius in pixels of the blur on the given mask, 0..256; 0 is off
    bool repaint = false;    ///< puts the person's own pixels back outside the (blurred) mask
    Geometry geometry = Geometry::crop;

    LockPolicy lock_policy = LockPolicy::wait;
    double lock_timeout_seconds = 0.0;  ///< with LockPolicy::timeout, >= 0
    double deadline_seconds = 0.0;      ///< for the whole call, waiting included; 0 is none

    std::function<ProgressAction(const Progress&)>
        progress;  ///< after each stage and step; may cancel
    CancellationToken cancellation;
    int preview_every = 0;  ///< decode a preview after every n-th step; 0 is off
    std::function<void(const Image&, int step)>
        preview;  ///< the current estimate of the result, RGB

    /// Throws invalid_argument naming the first field that is out of range.
    CATVTON_API void validate() const;
};

/// Seconds of wall time by stage.
struct StageSeconds {
    double prepare = 0.0;  ///< resizing and masking
    double mask = 0.0;     ///< AutoMasker, when it was used
    double encode = 0.0;   ///< VAE encoder
    double denoise = 0.0;  ///< UNet and scheduler
    double decode = 0.0;   ///< VAE decoder
    double total = 0.0;    ///< of the call, waiting for the lock excluded
};

struct TryOnResult {
    Image image;            ///< RGB, width x height
    Image mask;             ///< grey, 0 or 255: what was repainted; empty when mask-free
    std::int64_t seed = 0;  ///< the seed in use, also when -1 was asked
    StageSeconds seconds;
    std::uint64_t peak_memory_bytes =
        0;  ///< CPU: the process's peak resident set; CUDA: allocator peak of this run
};

/// Bytes that a run needs beyond what the process holds before the pipeline is loaded.
struct MemoryEstimate {
    std::uint64_t weights = 0;      ///< resident parameters
    std::uint64_t activations = 0;  ///< largest set of temporaries alive at once
    std::uint64_t total = 0;        ///< weights + activations
};

}  // namespace catvton
