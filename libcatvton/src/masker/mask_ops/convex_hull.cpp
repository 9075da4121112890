#include "masker/mask_ops/convex_hull.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace catvton::masker {

namespace {

constexpr int kFractionBits = 16;
constexpr std::int64_t kHalf = 1 << (kFractionBits - 1);

std::int64_t turn(const Point& a, const Point& b, const Point& c) {
    return std::int64_t(b.x - a.x) * (c.y - a.y) - std::int64_t(b.y - a.y) * (c.x - a.x);
}

/// Appends one chain of the hull (monotone in y) to `hull`, without the chain's last point.
template <class Iterator>
void append_chain(std::vector<Point>& hull, Iterator first, Iterator last) {
    const std::size_t base = hull.size();
    for (; first != last; ++first) {
        while (hull.size() >= base + 2 && turn(hull[hull.size() - 2], hull.back(), *first) <= 0) {
            hull.pop_back();
        }
        hull.push_back(*first);
    }
    hull.pop_back();
}

/// 8-connected line from its left end; the minor axis moves when the error turns negative.
void draw_line(Image& image, Point a, Point b) {
    if (b.x < a.x) std::swap(a, b);
    const int dx = b.x - a.x, dy = std::abs(b.y - a.y), down = b.y < a.y ? -1 : 1;
    const bool steep = dy > dx;
    const int major = std::max(dx, dy), minor = std::min(dx, dy);
    int error = major - 2 * minor;
    for (int i = 0; i <= major; ++i) {
        image.row(a.y)[a.x] = 1;
        const bool sidestep = error < 0;
        error += (sidestep ? 2 * major : 0) - 2 * minor;
        if (steep || sidestep) a.y += down;
        if (!steep || sidestep) a.x += 1;
    }
}

/// Leftmost and rightmost edge of each scanline in 16.16 fixed point.
struct Span {
    std::int64_t left = std::numeric_limits<std::int64_t>::max();
    std::int64_t right = std::numeric_limits<std::int64_t>::min();
};

void add_edge(std::vector<Span>& spans, int top, Point a, Point b) {
    if (a.y == b.y) return;
    if (b.y < a.y) std::swap(a, b);
    const std::int64_t slope = (std::int64_t(b.x - a.x) * (1 << kFractionBits)) / (b.y - a.y);
    std::int64_t x = std::int64_t(a.x) * (1 << kFractionBits);
    for (int y = a.y; y < b.y; ++y, x += slope) {
        Span& span = spans[static_cast<std::size_t>(y - top)];
        span.left = std::min(span.left, x);
        span.right = std::max(span.right, x);
    }
}

void fill_spans(Image& image, const std::vector<Span>& spans, int top) {
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const std::int64_t first = (spans[i].left + kHalf) >> kFractionBits;
        const std::int64_t last = (spans[i].right + kHalf) >> kFractionBits;
        std::uint8_t* const row = image.row(top + static_cast<int>(i));
        std::fill(row + first, row + last + 1, std::uint8_t{1});
    }
}

}  // namespace

std::vector<Point> convex_hull(const std::vector<Point>& points) {
    if (points.size() < 3) return points;
    std::vector<Point> hull;
    append_chain(hull, points.begin(), points.end());
    append_chain(hull, points.rbegin(), points.rend());
    return hull;
}

void fill_convex(Image& image, const std::vector<Point>& corners) {
    if (corners.empty()) return;
    const auto [low, high] = std::minmax_element(
        corners.begin(), corners.end(), [](const Point& a, const Point& b) { return a.y < b.y; });
    const int top = low->y;
    std::vector<Span> spans(static_cast<std::size_t>(high->y - top));
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const Point& next = corners[(i + 1) % corners.size()];
        draw_line(image, corners[i], next);
        add_edge(spans, top, corners[i], next);
    }
    fill_spans(image, spans, top);
}

Image fill_component_hulls(const Image& binary) {
    Image filled(binary.width(), binary.height(), 1);
    for (const auto& ends : component_run_ends(binary)) fill_convex(filled, convex_hull(ends));
    return filled;
}

}  // namespace catvton::masker
