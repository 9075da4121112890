#include "diffusion/memory_estimate.hpp"

#include <algorithm>

namespace catvton::diffusion {

namespace {

// cuDNN's, measured.
constexpr std::uint64_t kConvolutionWorkspace = 512ull << 20;
// Measured: what nn/scratch.hpp keeps, above all the tiles of the Winograd convolutions, and a
// few strips of nn/fused_convolutions.hpp.
constexpr std::uint64_t kStripWorkspace = 256ull << 20;
// Small maps need no more workspace than so many of their own size.
constexpr std::uint64_t kMapsOfWorkspace = 4;

/// The last resnet of the UNet's top level: its joined input, the norm's copy of it and of the
/// blocked layout, two results, and every skip tensor.
std::uint64_t unet_elements(const UNetConfig& config, std::uint64_t latent_pixels) {
    const auto& channels = config.block_out_channels;
    const auto top = static_cast<std::uint64_t>(channels.front());
    const auto second =
        static_cast<std::uint64_t>(channels[std::min<std::size_t>(1, channels.size() - 1)]);
    const auto layers = static_cast<std::uint64_t>(config.layers_per_block);
    std::uint64_t elements = (3 * (top + second) + 2 * top + top) * latent_pixels;
    std::uint64_t pixels = latent_pixels;
    for (const std::int64_t count : channels) {
        elements += static_cast<std::uint64_t>(count) * (layers + 1) * pixels;
        pixels /= 4;
    }
    return elements;
}

/// The decoder's first resnet at full size: its input, the norm's copy of it, and a result; the
/// encoder's at full size: its input, that of the block, and a result. Where maps are worked
/// through in strips, the results take the place of the decoder's input as it goes, and the encoder
/// needs no copy.
std::uint64_t vae_elements(const AutoencoderConfig& config, std::uint64_t pixels, bool strips) {
    const auto& channels = config.block_out_channels;
    const auto top = static_cast<std::uint64_t>(channels.front());
    const auto second =
        static_cast<std::uint64_t>(channels[std::min<std::size_t>(1, channels.size() - 1)]);
    return (strips ? std::max(second, 2 * top) : std::max(2 * second + top, 3 * top)) * pixels;
}

}  // namespace

MemoryEstimate estimate_memory(const TryOnModel& model, const TryOnOptions& options, int batch,
                               at::Device device, at::ScalarType dtype) {
    const std::uint64_t pixels = static_cast<std::uint64_t>(options.width) *
                                 static_cast<std::uint64_t>(options.height) *
                                 static_cast<std::uint64_t>(batch);
    const auto scale = static_cast<std::uint64_t>(model.vae().config().downscale());
    const std::uint64_t guidance = options.guidance_scale > 1.0 ? 2 : 1;
    const std::uint64_t latent_pixels = 2 * guidance * pixels / (scale * scale);
    const std::uint64_t element = c10::elementSize(dtype);
    const bool strips = device.is_cpu() && dtype == at::kFloat;
    const std::uint64_t maps =
        element * std::max(unet_elements(model.unet().config(), latent_pixels),
                           vae_elements(model.vae().config(), pixels, strips));
    const std::uint64_t workspace = strips ? kStripWorkspace : kConvolutionWorkspace;
    MemoryEstimate estimate;
    estimate.weights = model.unet().parameter_bytes() + model.vae().parameter_bytes();
    estimate.activations = maps + std::min(kMapsOfWorkspace * maps, workspace);
    if (!device.is_cpu()) estimate.activations += kConvolutionWorkspace;
    estimate.total = estimate.weights + estimate.activations;
    return estimate;
}

}  // namespace catvton::diffusion
