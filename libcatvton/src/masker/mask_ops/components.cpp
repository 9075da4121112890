#include "masker/mask_ops/components.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace catvton::masker {

namespace {

/// Pixels first..last of one row.
struct Run {
    int y = 0;
    int first = 0;
    int last = 0;
};

std::vector<Run> runs_of(const Image& binary) {
    std::vector<Run> runs;
    for (int y = 0; y < binary.height(); ++y) {
        const std::uint8_t* const row = binary.row(y);
        for (int x = 0; x < binary.width(); ++x) {
            if (row[x] == 0) continue;
            const int first = x;
            while (x + 1 < binary.width() && row[x + 1] != 0) ++x;
            runs.push_back({y, first, x});
        }
    }
    return runs;
}

class DisjointSets {
public:
    explicit DisjointSets(std::size_t count) : parents_(count) {
        std::iota(parents_.begin(), parents_.end(), std::size_t{0});
    }
    std::size_t root(std::size_t i) {
        while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
        return i;
    }
    /// The smaller index becomes the root, so that roots come in reading order.
    void join(std::size_t a, std::size_t b) {
        a = root(a);
        b = root(b);
        parents_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::size_t> parents_;
};

/// Joins runs of neighbouring rows that touch, corners included.
void join_neighbours(const std::vector<Run>& runs, DisjointSets& sets) {
    std::size_t above = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto lies_before = [&](const Run& run) {
            return run.y < runs[i].y - 1 ||
                   (run.y == runs[i].y - 1 && run.last + 1 < runs[i].first);
        };
        while (above < i && lies_before(runs[above])) ++above;
        for (std::size_t j = above;
             j < i && runs[j].y == runs[i].y - 1 && runs[j].first <= runs[i].last + 1; ++j) {
            sets.join(i, j);
        }
    }
}

}  // namespace

std::vector<std::vector<Point>> component_run_ends(const Image& binary) {
    const std::vector<Run> runs = runs_of(binary);
    DisjointSets sets(runs.size());
    join_neighbours(runs, sets);
    std::vector<std::vector<Point>> components;
    std::vector<std::size_t> component_of_root(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::size_t root = sets.root(i);
        if (root == i) {
            component_of_root[i] = components.size();
            components.emplace_back();
        }
        auto& ends = components[component_of_root[root]];
        ends.push_back({runs[i].first, runs[i].y});
        if (runs[i].last != runs[i].first) ends.push_back({runs[i].last, runs[i].y});
    }
    return components;
}

}  // namespace catvton::masker
