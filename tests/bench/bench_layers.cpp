// The costliest layers of one UNet step with guidance, each by itself with random weights: seconds
// of all layers of its kind, and the rate by the operations of the direct algorithm.
// Usage: bench_layers [WIDTH HEIGHT THREADS, 384 512 2 if not given]

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "nn/attention.hpp"
#include "nn/packed_linear.hpp"
#include "nn/winograd_conv2d.hpp"

namespace {

using namespace catvton;

constexpr std::int64_t kBatch = 2, kHeads = 8;
constexpr std::int64_t kFeedForwardRows = 768;  // of a chunk
constexpr std::array<std::int64_t, 4> kChannels{320, 640, 1280, 1280};

struct Layer {
    std::string name;
    int times;    ///< in a step
    double flop;  ///< of one
    std::function<void()> run;
    double seconds = 1e30;

    double total() const { return times * seconds; }
};

/// Person above cloth.
struct Map {
    std::int64_t height, width, pixels;
    Map(std::int64_t picture_width, std::int64_t picture_height, std::size_t level)
        : height(2 * picture_height / 8 >> level),
          width(picture_width / 8 >> level),
          pixels(height * width) {}
    std::string text() const { return std::to_string(height) + "x" + std::to_string(width); }
};

double seconds_of(const std::function<void()>& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class Layers {
public:
    void add_attention(const Map& map, std::int64_t channels, int times) {
        const auto size = static_cast<double>(map.pixels);
        const at::Tensor qkv = at::randn({kBatch, map.pixels, 3, kHeads, channels / kHeads});
        const auto part = [qkv](std::int64_t i) { return qkv.select(2, i).transpose(1, 2); };
        add("attention " + std::to_string(map.pixels) + " tokens, head " +
                std::to_string(channels / kHeads),
            times, 4.0 * kBatch * size * size * static_cast<double>(channels),
            [part] { nn::fused_attention(part(0), part(1), part(2)); });
    }

    /// `rows` at a time of all pixels.
    void add_linear(const Map& map, std::int64_t in, std::int64_t out, int times,
                    std::int64_t rows) {
        const auto layer = nn::PackedLinear::make(at::randn({out, in}), at::randn({out}));
        if (!layer) return;
        const auto parts = static_cast<int>(at::divup(kBatch * map.pixels, rows));
        add("linear " + sizes(in, out) + ", " + std::to_string(rows) + " rows", times * parts,
            2.0 * static_cast<double>(rows * in * out),
            [layer = *layer, x = at::randn({rows, in})] { layer(x); });
    }

    /// doubled: over a map of half the sides.
    void add_convolution(const Map& map, std::int64_t in, std::int64_t out, int times,
                         bool doubled = false) {
        const auto layer = nn::WinogradConv2d::make(at::randn({out, in, 3, 3}), at::randn({out}),
                                                    nn::Conv2dGeometry{});
        if (!layer) return;
        const std::int64_t scale = doubled ? 2 : 1;
        const at::Tensor x = at::randn({kBatch, in, map.height / scale, map.width / scale})
                                 .contiguous(at::MemoryFormat::ChannelsLast);
        add("conv 3x3 " + sizes(in, out) + ", " + map.text() + (doubled ? " doubled" : ""), times,
            18.0 * kBatch * static_cast<double>(map.pixels * in * out),
            [layer = *layer, x, doubled] { layer(x, {.doubled = doubled}); });
    }

    /// Rounds over all layers, so that each finds the caches as another one leaves them.
    void measure(int rounds) {
        for (int round = 0; round < rounds; ++round) {
            for (Layer& layer : layers_)
                layer.seconds = std::min(layer.seconds, seconds_of(layer.run));
        }
    }

    /// The costliest `most`, then the sums by kind.
    void print(std::size_t most) {
        std::sort(layers_.begin(), layers_.end(),
                  [](const Layer& a, const Layer& b) { return a.total() > b.total(); });
        std::printf("%-38s %5s %9s %9s\n", "layer", "times", "seconds", "GFLOP/s");
        for (std::size_t i = 0; i < std::min(most, layers_.size()); ++i) {
            const Layer& layer = layers_[i];
            print_row(layer.name.c_str(), layer.times, layer.total(), layer.times * layer.flop);
        }
        for (const char* kind : {"attention", "linear", "conv"}) {
            int times = 0;
            double seconds = 0, flop = 0;
            for (const Layer& layer : layers_) {
                if (layer.name.rfind(kind, 0) != 0) continue;
                times += layer.times;
                seconds += layer.total();
                flop += layer.times * layer.flop;
            }
            print_row(("all " + std::string(kind)).c_str(), times, seconds, flop);
        }
    }

private:
    static void print_row(const char* name, int times, double seconds, double flop) {
        std::printf("%-38s %5d %9.4f %9.0f\n", name, times, seconds, 1e-9 * flop / seconds);
    }

    static std::string sizes(std::int64_t in, std::int64_t out) {
        return std::to_string(in) + " to " + std::to_string(out);
    }

    void add(std::string name, int times, double flop, std::function<void()> run) {
        layers_.push_back({std::move(name), times, flop, std::move(run)});
    }

    std::vector<Layer> layers_;
};

/// Five transformer blocks on each level that has them, one in the middle.
void add_transformers(Layers& layers, const std::array<Map, 4>& maps) {
    for (std::size_t level = 0; level < maps.size(); ++level) {
        const int blocks = level < 3 ? 5 : 1;
        const std::int64_t channels = kChannels[level];
        layers.add_attention(maps[level], channels, blocks);
        const std::int64_t rows = kBatch * maps[level].pixels;
        const std::int64_t chunk = std::min(rows, kFeedForwardRows);
        layers.add_linear(maps[level], channels, 3 * channels, blocks, rows / kBatch);  // q, k, v
        // The attention's result, and before and after the block.
        layers.add_linear(maps[level], channels, channels, 3 * blocks, rows);
        layers.add_linear(maps[level], channels, 8 * channels, blocks, chunk);  // GEGLU
        layers.add_linear(maps[level], 4 * channels, channels, blocks, chunk);
    }
}

/// Of the residual blocks and the upsamplers, without the small first and last one.
void add_convolutions(Layers& layers, const std::array<Map, 4>& maps) {
    struct Kind {
        std::size_t level;
        std::int64_t in;
        int times;
    };
    constexpr Kind kKinds[] = {{0, 320, 7},  {0, 640, 2},  {0, 960, 1},   {1, 320, 1}, {1, 640, 6},
                               {1, 960, 1},  {1, 1280, 1}, {1, 1920, 1},  {2, 640, 1}, {2, 1280, 6},
                               {2, 1920, 1}, {2, 2560, 2}, {3, 1280, 11}, {3, 2560, 3}};
    for (const Kind& kind : kKinds)
        layers.add_convolution(maps[kind.level], kind.in, kChannels[kind.level], kind.times);
    for (std::size_t level = 1; level < maps.size(); ++level)
        layers.add_convolution(maps[level - 1], kChannels[level], kChannels[level], 1, true);
}

}  // namespace

int main(int argc, char** argv) {
    const auto argument = [&](int index, std::int64_t otherwise) {
        return argc > index ? std::atoll(argv[index]) : otherwise;
    };
    const std::int64_t width = argument(1, 384), height = argument(2, 512);
    at::set_num_threads(static_cast<int>(argument(3, 2)));
    const c10::InferenceMode guard;
    const std::array<Map, 4> maps{Map(width, height, 0), Map(width, height, 1),
                                  Map(width, height, 2), Map(width, height, 3)};
    Layers layers;
    add_transformers(layers, maps);
    add_convolutions(layers, maps);
    layers.measure(5);
    layers.print(10);
}
