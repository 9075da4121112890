// A partner for bench_masker.py: builds the masker's networks at their published sizes from formula
// weights, then masks one drawn photo for every line on standard input and answers with the seconds
// of each stage as JSON. Usage: bench_masker WIDTH HEIGHT THREADS

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>

#include "masker/densepose/detector.hpp"
#include "masker/mask_ops/assembly.hpp"
#include "masker/schp/parser.hpp"
#include "support/formula_state_dict.hpp"

namespace {

using namespace catvton;

weights::StateDict checkpoint(const char* manifest) {
    return test::formula_state_dict(std::filesystem::path(CATVTON_TEST_DATA) / "masker" / manifest);
}

/// A smooth gradient with a darker figure in the middle.
Image photo(int width, int height) {
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool figure = x > width / 3 && x < 2 * width / 3 && y > height / 8;
            image.row(y)[3 * x] = static_cast<std::uint8_t>(figure ? 60 : 255 * x / width);
            image.row(y)[3 * x + 1] = static_cast<std::uint8_t>(figure ? 90 : 255 * y / height);
            image.row(y)[3 * x + 2] = static_cast<std::uint8_t>(figure ? 120 : 200);
        }
    }
    return image;
}

template <class Work>
auto timed(const char* name, Work&& work) {
    const auto start = std::chrono::steady_clock::now();
    auto result = work();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    std::cout << '"' << name << "\": " << elapsed.count();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: bench_masker WIDTH HEIGHT THREADS\n";
        return 2;
    }
    at::set_num_threads(std::stoi(argv[3]));
    const c10::InferenceMode guard;
    const masker::densepose::Detector detector(checkpoint("densepose_r50_fpn.json"), {}, at::kCPU);
    const masker::schp::Parser atr(checkpoint("schp_atr.json"), masker::schp::Config::atr(),
                                   at::kCPU);
    const masker::schp::Parser lip(checkpoint("schp_lip.json"), masker::schp::Config::lip(),
                                   at::kCPU);
    const Image person = photo(std::stoi(argv[1]), std::stoi(argv[2]));
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        masker::LabelMaps maps;
        std::cout << '{';
        maps.densepose = timed("densepose", [&] { return detector.detect(person); }).labels;
        std::cout << ", ";
        maps.atr = timed("atr", [&] { return atr.parse(person); });
        std::cout << ", ";
        maps.lip = timed("lip", [&] { return lip.parse(person); });
        std::cout << ", ";
        timed("assemble", [&] { return masker::assemble_mask(maps, ClothType::upper); });
        std::cout << '}' << std::endl;
    }
}
