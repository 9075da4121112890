#include "masker/schp/parser.hpp"

#include <ATen/Parallel.h>

#include <algorithm>

#include "masker/schp/checkpoint.hpp"

namespace catvton::masker::schp {

namespace {

// The statistics are in BGR order and are applied to RGB pixels: the published networks were run so
// by the reference, and the labels depend on it.
constexpr std::array<float, 3> kMean{0.406f, 0.456f, 0.485f};
constexpr std::array<float, 3> kDeviation{0.225f, 0.224f, 0.229f};

Network load(const weights::StateDict& file, const Config& config, at::Device device) {
    const weights::StateDict state = to_network_names(file);
    nn::Parameters parameters(state, "human parser", device, at::kFloat);
    Network network(nn::Scope(parameters), config);
    parameters.finish();
    return network;
}

Image swapped_channels(const ImageView& rgb) {
    Image bgr(rgb);
    for (std::size_t i = 0; i < bgr.size(); i += 3) std::swap(bgr.data()[i], bgr.data()[i + 2]);
    return bgr;
}

}  // namespace

LogitSampler::LogitSampler(const at::Tensor& logits, const Placement& placement, int input_size,
                           int width, int height)
    : pixels_(resize_aligned(logits.to(at::kCPU), input_size, input_size)[0]
                  .permute({1, 2, 0})
                  .contiguous()),
      map_(placement.to_photo, width, height),
      size_(input_size),
      classes_(static_cast<int>(logits.size(1))) {}

void LogitSampler::sample(int x, int y, float* out) const {
    const WarpMap::Sample s = map_.at(x, y);
    constexpr float unit = 1.0f / 32;
    const float fx = static_cast<float>(s.fraction_x) * unit;
    const float fy = static_cast<float>(s.fraction_y) * unit;
    const std::array<float, 4> weights{(1 - fy) * (1 - fx), (1 - fy) * fx, fy * (1 - fx), fy * fx};
    const float* const pixels = pixels_.const_data_ptr<float>();
    std::fill(out, out + classes_, 0.0f);
    for (int k = 0; k < 4; ++k) {
        const int source_x = s.x + k % 2, source_y = s.y + k / 2;
        if (source_x < 0 || source_y < 0 || source_x >= size_ || source_y >= size_) continue;
        const float* const from = pixels + (std::ptrdiff_t(source_y) * size_ + source_x) * classes_;
        const float weight = weights[static_cast<std::size_t>(k)];
        for (int c = 0; c < classes_; ++c) out[c] += from[c] * weight;
    }
}

Parser::Parser(const weights::StateDict& file, const Config& config, at::Device device)
    : config_(config), device_(device), network_(load(file, config, device)) {}

at::Tensor Parser::input_of(const Image& warped) const {
    const std::int64_t size = config_.input_size;
    at::Tensor input = at::empty({1, 3, size, size}, at::kFloat);
    float* out = input.mutable_data_ptr<float>();
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = c; i < warped.size(); i += 3) {
            const float value = static_cast<float>(warped.data()[i]) / 255.0f;
            *out++ = (value - kMean[c]) / kDeviation[c];
        }
    }
    return input.to(device_);
}

Image Parser::parse(const ImageView& rgb, bool bgr, const Trace& trace) const {
    const int size = static_cast<int>(config_.input_size);
    const Placement placement = place(rgb.width, rgb.height, size);
    const WarpMap to_input(placement.to_input, size, size);
    const Image warped =
        bgr ? warp_image(swapped_channels(rgb), to_input) : warp_image(rgb, to_input);
    const at::Tensor input = observed(trace, "input", input_of(warped));
    const LogitSampler sampler(network_(input, trace), placement, size, rgb.width, rgb.height);
    Image labels(rgb.width, rgb.height, 1);
    at::parallel_for(0, rgb.height, 16, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> logits(static_cast<std::size_t>(sampler.classes()));
        for (int y = static_cast<int>(begin); y < end; ++y) {
            for (int x = 0; x < rgb.width; ++x) {
                sampler.sample(x, y, logits.data());
                const auto best = std::max_element(logits.begin(), logits.end());
                labels.row(y)[x] = static_cast<std::uint8_t>(best - logits.begin());
            }
        }
    });
    return labels;
}

}  // namespace catvton::masker::schp
