#pragma once

#include "nn/product_kernel.hpp"
#include "nn/register_tile.hpp"

// The body of the product kernels, for the files that are compiled for one instruction set each.
namespace catvton::nn {

namespace {

/// Tiles of kRows rows of x and a panel of kVectors vectors of kLanes columns stay in registers
/// while the products are summed; x is read as single floats where it lies.
template <int kLanes, int kVectors, int kRows>
class ProductTiles {
    using Index = std::int64_t;
    template <int kCount>
    using Tile = RegisterTile<kLanes, kVectors, kCount>;
    template <int kCount>
    using Stream = typename Tile<kCount>::Stream;
    using Vector = typename Tile<1>::Vector;
    using VectorInMemory = typename Tile<1>::VectorInMemory;

    static constexpr Index kWidth = kLanes * kVectors;
    static constexpr Index kFloatsOfLine = 16;
    /// Halves of at least so many rows can be cut into tiles of kRows and kRows - 1.
    static constexpr Index kLeastHalf = (kRows - 1) * (kRows - 2);

    static const VectorInMemory& vector_at(const float* from) {
        return *reinterpret_cast<const VectorInMemory*>(from);
    }
    static VectorInMemory& vector_at(float* to) { return *reinterpret_cast<VectorInMemory*>(to); }

    /// The tile, plus `other` if there is one, as rows of y.
    template <int kCount>
    CATVTON_TILE_INLINE static void write(Tile<kCount>& tile, const ProductResult& y,
                                          const float* other = nullptr) {
        const auto write_sums = [&](auto added) __attribute__((always_inline)) {
            tile.for_each([&](const Vector& sum, Index row, Index vector)
                              __attribute__((always_inline)) {
                                  const Index column = vector * kLanes;
                                  const Index at = row * y.stride + column;
                                  Vector value = sum + vector_at(y.bias + column);
                                  if (other) value += vector_at(other + row * kWidth + column);
                                  vector_at(y.rows + at) = added(value, at);
                              });
        };
        if (y.added) {
            write_sums([&](const Vector& value, Index at) __attribute__((always_inline)) {
                return value + vector_at(y.added + at);
            });
        } else {
            write_sums([](const Vector& value, Index)
                           __attribute__((always_inline)) { return value; });
        }
        if (y.negative_slope != 1.0f) lower_negatives(y, kCount);
    }

    static void lower_negatives(const ProductResult& y, Index rows) {
        for (Index row = 0; row < rows; ++row) {
            for (Index column = 0; column < kWidth; column += kLanes) {
                VectorInMemory& value = vector_at(y.rows + row * y.stride + column);
                const Vector lowered = value * y.negative_slope;
                value = value > lowered ? value : lowered;
            }
        }
    }

    static ProductResult moved(const ProductResult& y, Index rows, Index columns) {
        const Index by = rows * y.stride + columns;
        return {y.rows + by, y.stride, y.bias + columns, y.added ? y.added + by : nullptr,
                y.negative_slope};
    }

    /// Spreads what is to be fetched over all steps of all tiles.
    struct Fetch {
        Fetch(const Upcoming& upcoming, Index steps, const float* otherwise)
            : floats(upcoming.count ? upcoming.floats : otherwise),
              step(upcoming.count ? (upcoming.count + steps - 1) / steps : 0) {}
        const float* floats;
        Index step;
    };

    /// Calls use(row, count) for tiles of rows `first` to `last` - 1 that differ by one row at
    /// most.
    template <class Use>
    static void for_each_tile(Index first, Index last, Use use) {
        const Index rows = last - first, tiles = (rows + kRows - 1) / kRows;
        for (Index tile = 0, row = first; tile < tiles; ++tile) {
            const Index count = rows / tiles + (tile < rows % tiles ? 1 : 0);
            use(row, count);
            row += count;
        }
    }

    // One panel.

    template <int kCount>
    static void panel_tile(const PanelProduct& product, Index row, Stream<kCount> next) {
        const float* const x = product.x + row * product.stride;
        Tile<kCount> sums;
        sums.clear();
        sums.add_product({x, product.stride}, product.panel, product.depth,
                         {x + kCount * product.stride, product.depth, product.stride, kCount},
                         next);
        write(sums, moved(product.y, row, 0));
    }

    template <int kCount>
    static void panel_tile_of(Index count, const PanelProduct& product, Index row,
                              const Fetch& fetch) {
        if constexpr (kCount > 1) {
            if (count < kCount) return panel_tile_of<kCount - 1>(count, product, row, fetch);
        }
        panel_tile<kCount>(product, row, {fetch.floats, fetch.step});
    }

    static void multiply_panel(const PanelProduct& product) {
        const Index tiles = (product.count + kRows - 1) / kRows;
        Fetch fetch(product.upcoming, tiles * product.depth, product.panel);
        for_each_tile(0, product.count, [&](Index row, Index count) {
            panel_tile_of<kRows>(count, product, row, fetch);
            fetch.floats += fetch.step * product.depth;
        });
    }

    // Two panels and two halves. With x = [a11 a12; a21 a22] and w = [b11 b12; b21 b22]:
    //   s1 = a21 + a22, s2 = s1 - a11, s3 = a11 - a21, s4 = a12 - s2
    //   t1 = b12 - b11, t2 = b22 - t1, t3 = b22 - b12, t4 = b21 - t2
    //   p = a11 b11, u = p + s2 t2, v = u + s3 t3, q = s1 t1
    //   y = [p + a12 b21, u + q + s4 b22; v + a22 t4, v + q]

    static void sum_quarters(const float* x, Index stride, Index half, Index first, Index last,
                             Index depth, float* sums) {
        const Index columns = depth / 2, size = half * columns;
        const auto sum = [&](const auto& a11, const auto& a12, const auto& a21, const auto& a22,
                             auto use) {
            const auto s1 = a21 + a22, s2 = s1 - a11;
            use(0, s1), use(1, s2), use(2, a11 - a21), use(3, a12 - s2);
        };
        for (Index row = first; row < last; ++row) {
            const float *const upper = x + row * stride, *const lower = upper + half * stride;
            float* const to = sums + row * columns;
            Index c = 0;
            for (; c + kLanes <= columns; c += kLanes) {
                const Vector a11 = vector_at(upper + c), a12 = vector_at(upper + columns + c);
                const Vector a21 = vector_at(lower + c), a22 = vector_at(lower + columns + c);
                sum(a11, a12, a21, a22, [&](Index which, const Vector& value) {
                    vector_at(to + which * size + c) = value;
                });
            }
            for (; c < columns; ++c)
                sum(upper[c], upper[columns + c], lower[c], lower[columns + c],
                    [&](Index which, float value) { to[which * size + c] = value; });
        }
    }

    /// What the rows of x's halves are multiplied with: seven matrices [depth / 2, kWidth].
    struct Factors {
        Factors(const float* panels, float* differences, Index size)
            : b11(panels),
              b21(b11 + size),
              b12(b21 + size),
              b22(b12 + size),
              t1(differences),
              t2(t1 + size),
              t3(t2 + size),
              t4(t3 + size) {
            for (Index i = 0; i < size; i += kLanes) {
                const Vector d1 = vector_at(b12 + i) - vector_at(b11 + i);
                const Vector d2 = vector_at(b22 + i) - d1;
                vector_at(t1 + i) = d1;
                vector_at(t2 + i) = d2;
                vector_at(t3 + i) = vector_at(b22 + i) - vector_at(b12 + i);
                vector_at(t4 + i) = vector_at(b21 + i) - d2;
            }
        }
        static Index differences(Index size) { return 4 * size; }

        const float *b11, *b21, *b12, *b22;
        float *t1, *t2, *t3, *t4;
    };

    /// Adds the product; meanwhile the rows of the next tile come nearer, and in the end, so that
    /// nothing drives them out again, the place of the result and the tile `other` if there is one.
    template <int kCount>
    CATVTON_TILE_INLINE static void add(Tile<kCount>& sums, const float* x, Index stride,
                                        const float* w, Index depth, const float* result,
                                        Index result_stride, Stream<kCount>& next,
                                        const float* other = nullptr) {
        constexpr Index kLines = kCount * kVectors;
        const Index lead = depth / 4 < kLines ? depth / 4 : kLines;
        const Index early = depth - (other ? 2 * lead : lead);
        sums.add_product({x, stride}, w, early, {x + kCount * stride, depth, stride, kCount}, next);
        x += early;
        w += early * kWidth;
        if (other) {
            sums.add_product({x, stride}, w, lead, {other, kWidth, kWidth, kLanes}, next);
            x += lead;
            w += lead * kWidth;
        }
        sums.add_product({x, stride}, w, lead, {result, kWidth, result_stride, kLanes}, next);
    }

    template <int kCount>
    static void pair_tile(const PairProduct& product, const Factors& w, Index row,
                          Stream<kCount> next) {
        alignas(64) float p[Tile<kCount>::kSize], u[Tile<kCount>::kSize], v[Tile<kCount>::kSize];
        const Index stride = product.stride, depth = product.depth / 2, half = product.half;
        const float* const a11 = product.x + row * stride;
        const float *const a12 = a11 + depth, *const a22 = a12 + half * stride;
        const float* const s1 = product.sums + row * depth;
        const Index sums_size = half * depth;
        const float *const s2 = s1 + sums_size, *const s3 = s2 + sums_size, *s4 = s3 + sums_size;
        const ProductResult y11 = moved(product.upper_left, row, 0);
        const ProductResult y12 = moved(y11, 0, product.right), y21 = moved(y11, half, 0);
        const ProductResult y22 = moved(y21, 0, product.right);

        Tile<kCount> sums;
        sums.clear();
        add(sums, a11, stride, w.b11, depth, p, kWidth, next);
        sums.store(p, kWidth);
        add(sums, a12, stride, w.b21, depth, y11.rows, y11.stride, next, p);
        write(sums, y11);
        sums.load(p, kWidth);
        add(sums, s2, depth, w.t2, depth, u, kWidth, next);
        sums.store(u, kWidth);
        add(sums, s3, depth, w.t3, depth, v, kWidth, next);
        sums.store(v, kWidth);
        add(sums, a22, stride, w.t4, depth, y21.rows, y21.stride, next);
        write(sums, y21);
        sums.clear();
        add(sums, s1, depth, w.t1, depth, y22.rows, y22.stride, next, v);
        write(sums, y22, v);
        sums.add(u, kWidth);
        add(sums, s4, depth, w.b22, depth, y12.rows, y12.stride, next);
        write(sums, y12);
    }

    static Index workspace(Index depth) { return Factors::differences(depth / 2 * kWidth); }

    static void multiply_pair(const PairProduct& product) {
        const Index half_depth = product.depth / 2, size = half_depth * kWidth;
        const Factors factors(product.panels, product.workspace, size);
        const Index tiles = (product.last - product.first + kRows - 1) / kRows;
        Fetch fetch(product.upcoming, tiles * 7 * half_depth, product.panels);
        for_each_tile(product.first, product.last, [&](Index row, Index count) {
            if (count == kRows) {
                pair_tile<kRows>(product, factors, row, {fetch.floats, fetch.step});
            } else {
                pair_tile<kRows - 1>(product, factors, row, {fetch.floats, fetch.step});
            }
            fetch.floats += fetch.step * 7 * half_depth;
        });
    }

public:
    static constexpr ProductKernel kernel(const char* name) {
        return {name,           kLanes,       kWidth,    kLeastHalf,
                multiply_panel, sum_quarters, workspace, multiply_pair};
    }
};

}  // namespace

}  // namespace catvton::nn
