#pragma once

#include "nn/product_kernel.hpp"
#include "nn/register_tile.hpp"

// The body of the product kernels, for the files that are compiled for one instruction set each.
namespace catvton::nn {

namespace {

/// Tiles of kRows rows of x and a panel of kVectors vectors of kLanes columns stay in registers
/// while the products are summed; x is read as single floats. kFolds: two products become one and
/// two sums (RegisterTile::FoldedProduct), and what is to be subtracted is known by rows of x
/// (`terms`) and by columns of w.
template <int kLanes, int kVectors, int kRows, bool kFolds>
class ProductTiles {
    using Index = std::int64_t;
    template <int kCount>
    using Tile = RegisterTile<kLanes, kVectors, kCount>;
    template <int kCount>
    using Stream = typename Tile<kCount>::Stream;
    template <int kCount>
    using Ahead = typename Tile<kCount>::Ahead;
    template <int kCount>
    using Product = std::conditional_t<kFolds, typename Tile<kCount>::FoldedProduct,
                                       typename Tile<kCount>::Product>;
    using Vector = typename Tile<1>::Vector;
    using VectorInMemory = typename Tile<1>::VectorInMemory;

    static constexpr Index kWidth = kLanes * kVectors;
    /// Floats of the next rows of x that a step brings nearer: the rows that it reads of them.
    static constexpr Index kAheadStep = kFolds ? 3 * kRows : kRows;
    /// Halves of at least so many rows can be cut into tiles of kRows and kRows - 1.
    static constexpr Index kLeastHalf = (kRows - 1) * (kRows - 2);

    static const VectorInMemory& vector_at(const float* from) {
        return *reinterpret_cast<const VectorInMemory*>(from);
    }
    static VectorInMemory& vector_at(float* to) { return *reinterpret_cast<VectorInMemory*>(to); }

    static constexpr Index folded(Index depth) { return kFolds ? Tile<1>::folded(depth) : 0; }

    /// What is added to the sums on their way to y.
    struct Terms {
        const float* rows;     ///< one for each row
        const float* columns;  ///< with the bias
    };

    /// The tile, plus `other` if there is one, as rows of y.
    template <int kCount>
    CATVTON_TILE_INLINE static void write(Tile<kCount>& tile, const ProductResult& y,
                                          const Terms& terms, const float* other = nullptr) {
        const auto write_sums = [&](auto added) __attribute__((always_inline)) {
            tile.for_each([&](const Vector& sum, Index row, Index vector)
                              __attribute__((always_inline)) {
                                  const Index column = vector * kLanes;
                                  const Index at = row * y.stride + column;
                                  Vector value = sum;
                                  if (other) value += vector_at(other + row * kWidth + column);
                                  value = value * y.scale + vector_at(terms.columns + column);
                                  value += terms.rows[row];
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
        return {y.rows + by,      y.stride, y.bias + columns, y.added ? y.added + by : nullptr,
                y.negative_slope, y.scale};
    }

    /// Spreads what is to be fetched over all steps of all tiles.
    struct Fetch {
        Fetch(const Upcoming& upcoming, Index steps, const float* otherwise)
            : floats(upcoming.count ? upcoming.floats : otherwise),
              step(upcoming.count ? (upcoming.count + steps - 1) / steps : 0) {}
        const float* floats;
        Index step;
    };
    /// Steps of a product, each of which fetches: folded elements share them.
    static Index steps(Index depth) { return kFolds ? folded(depth) : depth; }

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

    template <int kCount, class AnyVector>
    CATVTON_TILE_INLINE static float sum_of_lanes(const AnyVector* vector) {
        if constexpr (kCount == 1) {
            return (*vector)[0];
        } else {
            typedef float Half __attribute__((vector_size(kCount / 2 * sizeof(float))));
            Half halves[2];
            __builtin_memcpy(halves, vector, sizeof(halves));
            const Half sum = halves[0] + halves[1];
            return sum_of_lanes<kCount / 2>(&sum);
        }
    }

    /// Where a tile goes, or what it is added to.
    struct Place {
        const float* rows;
        Index stride;
    };

    /// Adds the product; meanwhile the rows of the next tile come nearer, and in the end, so that
    /// nothing drives them out again, the place of the result and the tile `other` if there is one.
    template <int kCount, class AnyProduct>
    CATVTON_TILE_INLINE static void add(Tile<kCount>& sums, AnyProduct product,
                                        const Ahead<kCount>& rows, const Place& result,
                                        Stream<kCount>& next, const float* other = nullptr) {
        constexpr Index kLines = kCount * kVectors;
        const Index lead = product.steps() / 4 < kLines ? product.steps() / 4 : kLines;
        sums.add(product, product.steps() - (other ? 2 * lead : lead), rows, next);
        if (other) sums.add(product, lead, {other, kWidth, kWidth, kLanes}, next);
        sums.add(product, lead, {result.rows, kWidth, result.stride, kLanes}, next);
        product.finish(sums);
    }

    /// The sum of the products of elements that are folded with each other.
    static float fold_of_row(const float* row, Index depth) {
        const Index fold = folded(depth);
        Vector sums{};
        Index d = 0;
        for (; d + kLanes <= fold; d += kLanes)
            sums += vector_at(row + d) * vector_at(row + fold + d);
        float sum = sum_of_lanes<kLanes>(&sums);
        for (; d < fold; ++d) sum += row[d] * row[fold + d];
        return sum;
    }

    /// The same for the columns of a panel: one row of a tile.
    CATVTON_TILE_INLINE static Tile<1> fold_of_columns(const float* panel, Index depth) {
        const Index fold = folded(depth);
        Tile<1> sums;
        sums.clear();
        for (Index d = 0; d < fold; ++d) {
            sums.for_each([&](Vector & sum, Index, Index i) __attribute__((always_inline)) {
                const float* const column = panel + d * kWidth + i * kLanes;
                sum += vector_at(column) * vector_at(column + fold * kWidth);
            });
        }
        return sums;
    }

    // One panel.

    static void prepare_rows(const PreparedRows& rows) {
        for (Index row = 0; row < rows.count; ++row) {
            const float* const from = rows.x + row * rows.stride;
            float* const to = rows.rows + row * rows.rows_stride;
            Index d = 0;
            for (; d + kLanes <= rows.depth; d += kLanes)
                vector_at(to + d) = vector_at(from + d) * rows.scale;
            for (; d < rows.depth; ++d) to[d] = from[d] * rows.scale;
            rows.terms[row] = -fold_of_row(to, rows.depth) / rows.scale;
        }
    }

    template <int kCount>
    static void panel_tile(const PanelProduct& product, Index row, const float* columns,
                           Stream<kCount> next) {
        constexpr float kNoTerms[kRows] = {};
        const float* const x = product.x + row * product.stride;
        const Ahead<kCount> ahead{x + kCount * product.stride, product.depth, product.stride,
                                  kAheadStep / kRows * kCount};
        const ProductResult y = moved(product.y, row, 0);
        const auto add_product = [&](auto& sums, auto rows) __attribute__((always_inline)) {
            add(sums, rows, ahead, {y.rows, y.stride}, next);
        };
        Tile<kCount> sums;
        sums.clear();
        if (product.terms) {
            add_product(sums, Product<kCount>(x, product.stride, 1, product.panel, product.depth));
        } else {
            add_product(sums, typename Tile<kCount>::Product(x, product.stride, 1, product.panel,
                                                             product.depth));
        }
        write(sums, y, {product.terms ? product.terms + row : kNoTerms, columns});
    }

    template <int kCount>
    static void panel_tile_of(Index count, const PanelProduct& product, Index row,
                              const float* columns, const Fetch& fetch) {
        if constexpr (kCount > 1) {
            if (count < kCount)
                return panel_tile_of<kCount - 1>(count, product, row, columns, fetch);
        }
        panel_tile<kCount>(product, row, columns, {fetch.floats, fetch.step});
    }

    static void multiply_panel(const PanelProduct& product) {
        alignas(64) float columns[kWidth];
        Tile<1> terms;
        terms.load(product.y.bias, kWidth);
        if (product.terms)
            terms.subtract(fold_of_columns(product.panel, product.depth), product.y.scale);
        terms.store(columns, kWidth);
        const Index tiles = (product.count + kRows - 1) / kRows;
        const Index steps_of_tile = product.terms ? steps(product.depth) : product.depth;
        Fetch fetch(product.upcoming, tiles * steps_of_tile, product.panel);
        for_each_tile(0, product.count, [&](Index row, Index count) {
            panel_tile_of<kRows>(count, product, row, columns, fetch);
            fetch.floats += fetch.step * steps_of_tile;
        });
    }

    // Two panels and two halves. With x = [a11 a12; a21 a22] and w = [b11 b12; b21 b22]:
    //   s1 = a21 + a22, s2 = s1 - a11, s3 = a11 - a21, s4 = a12 - s2
    //   t1 = b12 - b11, t2 = b22 - t1, t3 = b22 - b12, t4 = b21 - t2
    //   p = a11 b11, u = p + s2 t2, v = u + s3 t3, q = s1 t1
    //   y = [p + a12 b21, u + q + s4 b22; v + a22 t4, v + q]

    enum Quarter { kA11, kA12, kA22, kS1, kS2, kS3, kS4, kQuarters };
    enum Part { kUpperLeft, kUpperRight, kLowerLeft, kLowerRight, kParts };

    /// Calls use(quarter, elements) for what the quarters of x become.
    template <class Elements, class Use>
    CATVTON_TILE_INLINE static void for_each_quarter(const Elements& a11, const Elements& a12,
                                                     const Elements& a21, const Elements& a22,
                                                     Use use) {
        const Elements s1 = a21 + a22, s2 = s1 - a11;
        use(kA11, a11), use(kA12, a12), use(kA22, a22);
        use(kS1, s1), use(kS2, s2), use(kS3, a11 - a21), use(kS4, a12 - s2);
    }

    static void write_quarters(const PreparedQuarters& q, Index row) {
        const Index columns = q.depth / 2, size = q.half * columns;
        const float* const upper = q.x + row * q.stride;
        const float* const lower = upper + q.half * q.stride;
        float* const to = q.quarters + row * columns;
        Index c = 0;
        for (; c + kLanes <= columns; c += kLanes) {
            const Vector a11 = vector_at(upper + c) * q.scale;
            const Vector a12 = vector_at(upper + columns + c) * q.scale;
            const Vector a21 = vector_at(lower + c) * q.scale;
            const Vector a22 = vector_at(lower + columns + c) * q.scale;
            const auto write = [&](Quarter which, const Vector& elements)
                __attribute__((always_inline)) {
                vector_at(to + which * size + c) = elements;
            };
            for_each_quarter(a11, a12, a21, a22, write);
        }
        for (; c < columns; ++c) {
            const auto write = [&](Quarter which, float element) {
                to[which * size + c] = element;
            };
            for_each_quarter(upper[c] * q.scale, upper[columns + c] * q.scale, lower[c] * q.scale,
                             lower[columns + c] * q.scale, write);
        }
    }

    static void write_terms(const PreparedQuarters& q, Index row) {
        const Index columns = q.depth / 2, size = q.half * columns;
        float fold[kQuarters];
        for (Index i = 0; i < kQuarters; ++i)
            fold[i] = fold_of_row(q.quarters + i * size + row * columns, columns);
        float* const terms = q.quarters + kQuarters * size + row;
        const float u = fold[kA11] + fold[kS2], v = u + fold[kS3];
        terms[kUpperLeft * q.half] = -(fold[kA11] + fold[kA12]) / q.scale;
        terms[kUpperRight * q.half] = -(u + fold[kS1] + fold[kS4]) / q.scale;
        terms[kLowerLeft * q.half] = -(v + fold[kA22]) / q.scale;
        terms[kLowerRight * q.half] = -(v + fold[kS1]) / q.scale;
    }

    static void prepare_quarters(const PreparedQuarters& q) {
        for (Index row = q.first; row < q.last; ++row) {
            write_quarters(q, row);
            write_terms(q, row);
        }
    }

    /// What the rows of x's halves are multiplied with, matrices [depth / 2, kWidth], and the terms
    /// of the columns.
    struct Factors {
        explicit Factors(const PairProduct& product)
            : size(product.depth / 2 * kWidth),
              b11(product.panels),
              b21(b11 + size),
              b12(b21 + size),
              b22(b12 + size),
              t1(product.workspace),
              t2(t1 + size),
              t3(t2 + size),
              t4(t3 + size),
              columns(t4 + size) {
            for (Index i = 0; i < size; i += kLanes) {
                const Vector d1 = vector_at(b12 + i) - vector_at(b11 + i);
                const Vector d2 = vector_at(b22 + i) - d1;
                vector_at(t1 + i) = d1;
                vector_at(t2 + i) = d2;
                vector_at(t3 + i) = vector_at(b22 + i) - vector_at(b12 + i);
                vector_at(t4 + i) = vector_at(b21 + i) - d2;
            }
            const float* const matrices[kMatrices] = {b11, b21, b22, t1, t2, t3, t4};
            Tile<1> folds[kMatrices];
            for (int m = 0; m < kMatrices; ++m)
                folds[m] = fold_of_columns(matrices[m], product.depth / 2);
            set_terms(product, folds);
        }
        static Index floats(Index depth) { return (4 * (depth / 2) + kParts) * kWidth; }
        const float* terms(Part part) const { return columns + part * kWidth; }

        Index size;
        const float *b11, *b21, *b12, *b22;
        float *t1, *t2, *t3, *t4, *columns;

    private:
        enum Matrix { kB11, kB21, kB22, kT1, kT2, kT3, kT4, kMatrices };

        /// From what was folded in each matrix.
        void set_terms(const PairProduct& product, const Tile<1>* folds) const {
            const auto set = [&](Part part, Index right, auto... matrices) {
                Tile<1> terms;
                terms.load(product.upper_left.bias + right, kWidth);
                (terms.subtract(folds[matrices], product.upper_left.scale), ...);
                terms.store(columns + part * kWidth, kWidth);
            };
            set(kUpperLeft, 0, kB11, kB21);
            set(kLowerLeft, 0, kB11, kT2, kT3, kT4);
            set(kLowerRight, product.right, kB11, kT2, kT3, kT1);
            set(kUpperRight, product.right, kB11, kT2, kT1, kB22);
        }
    };

    template <int kCount>
    static void pair_tile(const PairProduct& product, const Factors& w, Index row,
                          Stream<kCount> next) {
        alignas(64) float p[Tile<kCount>::kSize], u[Tile<kCount>::kSize], v[Tile<kCount>::kSize];
        const Index depth = product.depth / 2, size = product.half * depth;
        const float* const first = product.quarters + row * depth;
        const auto quarter = [&](Quarter which) { return first + which * size; };
        const float* const row_terms = product.quarters + kQuarters * size + row;
        const auto terms = [&](Part part) {
            return Terms{row_terms + part * product.half, w.terms(part)};
        };
        const ProductResult y11 = moved(product.upper_left, row, 0);
        const ProductResult y12 = moved(y11, 0, product.right), y21 = moved(y11, product.half, 0);
        const ProductResult y22 = moved(y21, 0, product.right);

        Tile<kCount> sums;
        const auto add_product = [&](Quarter which, const float* matrix, const Place& result,
                                     const float* other = nullptr) __attribute__((always_inline)) {
            const float* const x = quarter(which);
            const Ahead<kCount> ahead{x + kCount * depth, kCount * depth, kCount * depth,
                                      kAheadStep};
            add(sums, Product<kCount>(x, depth, 1, matrix, depth), ahead, result, next, other);
        };
        sums.clear();
        add_product(kA11, w.b11, {p, kWidth});
        sums.store(p, kWidth);
        add_product(kA12, w.b21, {y11.rows, y11.stride}, p);
        write(sums, y11, terms(kUpperLeft));
        sums.load(p, kWidth);
        add_product(kS2, w.t2, {u, kWidth});
        sums.store(u, kWidth);
        add_product(kS3, w.t3, {v, kWidth});
        sums.store(v, kWidth);
        add_product(kA22, w.t4, {y21.rows, y21.stride});
        write(sums, y21, terms(kLowerLeft));
        sums.clear();
        add_product(kS1, w.t1, {y22.rows, y22.stride}, v);
        write(sums, y22, terms(kLowerRight), v);
        sums.add(u, kWidth);
        add_product(kS4, w.b22, {y12.rows, y12.stride});
        write(sums, y12, terms(kUpperRight));
    }

    static void multiply_pair(const PairProduct& product) {
        const Factors factors(product);
        const Index steps_of_tile = 7 * steps(product.depth / 2);
        const Index tiles = (product.last - product.first + kRows - 1) / kRows;
        Fetch fetch(product.upcoming, tiles * steps_of_tile, product.panels);
        for_each_tile(product.first, product.last, [&](Index row, Index count) {
            if (count == kRows) {
                pair_tile<kRows>(product, factors, row, {fetch.floats, fetch.step});
            } else {
                pair_tile<kRows - 1>(product, factors, row, {fetch.floats, fetch.step});
            }
            fetch.floats += fetch.step * steps_of_tile;
        });
    }

public:
    static constexpr ProductKernel kernel(const char* name) {
        return {name,         kLanes,         kWidth,           kLeastHalf,      kFolds,
                prepare_rows, multiply_panel, prepare_quarters, Factors::floats, multiply_pair};
    }
};

}  // namespace

}  // namespace catvton::nn
