#pragma once

#include "nn/attention_kernel.hpp"
#include "nn/register_tile.hpp"
#include "nn/vector_exp2.hpp"

// The body of the attention kernels, for the files that are compiled for one instruction set each.
namespace catvton::nn {

namespace {

/// Flash attention with the queries in the vector lanes: a tile is kVectors vectors of kLanes
/// queries, and weights and results are kept transposed, one row of the tile for each key and for
/// each component. So exponential and sum need no operation across lanes, no head size wastes a
/// lane, and k and v are read as single floats where they lie. The scores of kKeys keys at a time,
/// or kComponents components of the results, stay in registers while their products are summed. The
/// weights of kKeyBlock keys stay in the first-level cache between the products. kFolds: two
/// products become one and two sums (RegisterTile::FoldedProduct), and what is to be subtracted is
/// known by keys, by components and by queries; that of the queries' own no weight depends on.
template <int kLanes, int kVectors, int kKeys, int kComponents, int kKeyBlock, bool kFolds = false>
class AttentionTiles {
    using Index = std::int64_t;
    template <int kRows>
    using Registers = RegisterTile<kLanes, kVectors, kRows>;
    using Vector = typename Registers<1>::Vector;
    using VectorInMemory = typename Registers<1>::VectorInMemory;
    typedef std::int32_t Integers __attribute__((vector_size(kLanes * sizeof(float))));

    template <int kRows>
    using Product = std::conditional_t<kFolds, typename Registers<kRows>::FoldedProduct,
                                       typename Registers<kRows>::Product>;

    static constexpr Index kWidth = kLanes * kVectors;
    /// A row's weights are 2^(score - reference), where the reference is the largest score of the
    /// first keys and some more. Only where the weights of a block sum up to more than this does it
    /// move to the largest score so far: a search that costs as much as the scores. Where v is
    /// added to the weights they should be small.
    static constexpr float kMostSum = kFolds ? 64.0f : 16777216.0f,
                           kHeadroom = kFolds ? 2.0f : 0.0f;
    /// The first keys: the more, the rarer are moves.
    static constexpr Index kFirstKeys = kFolds ? kKeyBlock : kKeys;

    /// A number for each query of the tile.
    struct Row {
        Vector part[kVectors];
    };

    /// What is kept of a tile from one block of keys to the next.
    struct Tile {
        Index size;        ///< of the head
        float* queries;    ///< [head_size][kWidth], times log2(e) / sqrt(head_size)
        float* mixed;      ///< [head_size][kWidth], the sum of v by weight
        float* reference;  ///< [kWidth]
        float* sum;        ///< [kWidth], of the weights
    };

    /// Some rows of k and v.
    struct Keys {
        const float *k, *v;
        Index k_stride, v_stride, count;
        const float* k_terms;  ///< what is to be added to the scores of each key
        const float* v_terms;  ///< and to the products of each component
    };

    static const VectorInMemory& vector_at(const float* from) {
        return *reinterpret_cast<const VectorInMemory*>(from);
    }
    static VectorInMemory& vector_at(float* to) { return *reinterpret_cast<VectorInMemory*>(to); }

    static Row load(const float* from) {
        Row row;
        for (int i = 0; i < kVectors; ++i) row.part[i] = vector_at(from + i * kLanes);
        return row;
    }

    static void store(float* to, const Row& row) {
        for (int i = 0; i < kVectors; ++i) vector_at(to + i * kLanes) = row.part[i];
    }

    /// Of keys from `key` on.
    template <int kRows>
    CATVTON_TILE_INLINE static void score(const Tile& tile, const Keys& keys, Index key,
                                          Registers<kRows>& scores) {
        const Index stride = keys.k_stride;
        const float* const k = keys.k + key * stride;
        if constexpr (kFolds) {
            scores.set_rows(keys.k_terms + key);
        } else {
            scores.clear();
        }
        typename Registers<kRows>::Stream none{k, 0};
        scores.add(Product<kRows>(k, stride, 1, tile.queries, tile.size),
                   {k + kRows * stride, tile.size, stride, kRows}, none);
    }

    /// Calls use with the number of kKeys or fewer keys as a constant, and the first of them.
    template <int kMost, class Use>
    static void for_each_rows(Index count, Use use) {
        Index row = 0;
        for (; row + kMost <= count; row += kMost) use(Constant<kMost>(), row);
        rest_of_rows<kMost - 1>(count - row, row, use);
    }
    template <int kCount, class Use>
    static void rest_of_rows(Index count, Index row, Use use) {
        if constexpr (kCount > 0) {
            if (count == kCount) return use(Constant<kCount>(), row);
            rest_of_rows<kCount - 1>(count, row, use);
        }
    }
    template <int kCount>
    struct Constant {
        static constexpr int value = kCount;
    };

    /// The weights of some keys, and the sums over them.
    template <int kRows>
    static void weigh(const Tile& tile, const Keys& keys, Index key, float* weights, Row& sum) {
        Registers<kRows> scores;
        score(tile, keys, key, scores);
        const Row reference = load(tile.reference);
        Row partial = sum;
        scores.for_each([&](Vector & value, Index row, Index i) __attribute__((always_inline)) {
            value -= reference.part[i];
            raise_two_to<Integers>(value);
            vector_at(weights + row * kWidth + i * kLanes) = value;
            partial.part[i] += value;
        });
        sum = partial;
    }

    static Row weigh_block(const Tile& tile, const Keys& keys, float* weights) {
        Row sum{};
        for_each_rows<kKeys>(keys.count, [&](auto rows, Index key) {
            weigh<rows.value>(tile, keys, key, weights + key * kWidth, sum);
        });
        return sum;
    }

    static Row largest_scores(const Tile& tile, const Keys& keys, Index count) {
        Row largest;
        for (Vector& part : largest.part) part = Vector{} - __builtin_inff();
        for_each_rows<kKeys>(count, [&](auto rows, Index key) {
            Registers<rows.value> scores;
            score(tile, keys, key, scores);
            scores.for_each([&](Vector & value, Index, Index i) __attribute__((always_inline)) {
                largest.part[i] = largest.part[i] > value ? largest.part[i] : value;
            });
        });
        for (Vector& part : largest.part) part += kHeadroom;
        return largest;
    }

    /// Not a number either.
    static bool is_too_large(const Row& sum, Index lane) {
        return !(sum.part[lane / kLanes][lane % kLanes] <= kMostSum);
    }

    /// Finds a reference anew for the queries whose weights have the sum given, if that is too
    /// large. The others keep theirs, so that they do not depend on their neighbours.
    static bool move_reference(const Tile& tile, const Keys& keys, const Row& sum) {
        bool moves = false;
        for (Index lane = 0; lane < kWidth; ++lane) moves |= is_too_large(sum, lane);
        if (!moves) return false;
        const Row largest = largest_scores(tile, keys, keys.count);
        alignas(64) float decay[kWidth];
        for (Index lane = 0; lane < kWidth; ++lane) {
            const float before = tile.reference[lane];
            const float score = largest.part[lane / kLanes][lane % kLanes];
            decay[lane] = 0.0f;
            if (!is_too_large(sum, lane) || !(score > before)) continue;
            decay[lane] = before - score;
            tile.reference[lane] = score;
        }
        Row factor = load(decay);
        for (Vector& part : factor.part) raise_two_to<Integers>(part);
        for (Index c = 0; c < tile.size; ++c) scale(tile.mixed + c * kWidth, factor);
        scale(tile.sum, factor);
        return true;
    }

    static void scale(float* floats, const Row& factor) {
        for (int i = 0; i < kVectors; ++i) vector_at(floats + i * kLanes) *= factor.part[i];
    }

    /// mixed += weights * v for components from c on. A block is summed on its own first: in one
    /// long chain the rounding errors would grow with the number of keys.
    template <int kRows>
    static void mix(const Tile& tile, const Keys& keys, Index c, const float* weights,
                    const Row& term) {
        float* const mixed = tile.mixed + c * kWidth;
        Registers<kRows> sums;
        if constexpr (kFolds) {
            sums.set_rows(keys.v_terms + c);
        } else {
            sums.clear();
        }
        typename Registers<kRows>::Stream none{mixed, 0};
        sums.add(Product<kRows>(keys.v + c, 1, keys.v_stride, weights, keys.count),
                 {mixed, kWidth, kWidth, kLanes}, none);
        if constexpr (kFolds) {
            sums.for_each([&](Vector & value, Index, Index i)
                              __attribute__((always_inline)) { value += term.part[i]; });
        }
        sums.add(mixed, kWidth);
        sums.store(mixed, kWidth);
    }

    static Index folded(Index count) { return kFolds ? Registers<1>::folded(count) : 0; }

    /// What the products of weights that are folded with each other add too much.
    static Row term_of_weights(const float* weights, Index count) {
        Row term{};
        const Index fold = folded(count);
        for (Index key = 0; key < fold; ++key) {
            for (int i = 0; i < kVectors; ++i)
                term.part[i] -= vector_at(weights + key * kWidth + i * kLanes) *
                                vector_at(weights + (fold + key) * kWidth + i * kLanes);
        }
        return term;
    }

    /// The same for the rows of k and the columns of v.
    static void find_terms(const Keys& keys, Index size, float* k_terms, float* v_terms) {
        if constexpr (!kFolds) return;
        const Index of_size = folded(size), of_count = folded(keys.count);
        for (Index key = 0; key < keys.count; ++key) {
            const float* const k = keys.k + key * keys.k_stride;
            float sum = 0.0f;
            for (Index c = 0; c < of_size; ++c) sum += k[c] * k[of_size + c];
            k_terms[key] = -sum;
        }
        for (Index c = 0; c < size; ++c) v_terms[c] = 0.0f;
        for (Index key = 0; key < of_count; ++key) {
            const float* const v = keys.v + key * keys.v_stride;
            const float* const partner = v + of_count * keys.v_stride;
            for (Index c = 0; c < size; ++c) v_terms[c] -= v[c] * partner[c];
        }
    }

    static void add_block(const Tile& tile, const Keys& keys, float* weights) {
        Row sum = weigh_block(tile, keys, weights);
        if (move_reference(tile, keys, sum)) sum = weigh_block(tile, keys, weights);
        const Row old_sum = load(tile.sum);
        for (int i = 0; i < kVectors; ++i) sum.part[i] += old_sum.part[i];
        store(tile.sum, sum);
        const Row term = term_of_weights(weights, keys.count);
        for_each_rows<kComponents>(
            tile.size, [&](auto rows, Index c) { mix<rows.value>(tile, keys, c, weights, term); });
    }

    /// Lanes beyond `rows` are zeros: they cost time but do no harm.
    static void begin(const AttentionHead& head, const float* q, Index rows, const Tile& tile) {
        constexpr double kLog2E = 1.4426950408889634;
        const auto scale = static_cast<float>(
            kLog2E / __builtin_sqrt(static_cast<double>(head.head_size)) * head.q_scale);
        for (Index i = 0; i < head.head_size * kWidth; ++i) tile.queries[i] = tile.mixed[i] = 0.0f;
        for (Index row = 0; row < rows; ++row) {
            for (Index c = 0; c < head.head_size; ++c)
                tile.queries[c * kWidth + row] = q[row * head.q_stride + c] * scale;
        }
        store(tile.sum, Row{});
    }

    static void finish(const AttentionHead& head, float* out, Index rows, const Tile& tile) {
        for (Index row = 0; row < rows; ++row) {
            const float scale = 1.0f / (tile.sum[row] * head.v_scale);
            for (Index c = 0; c < head.head_size; ++c)
                out[row * head.out_stride + c] = tile.mixed[c * kWidth + row] * scale;
        }
    }

    static Index least(Index a, Index b) { return a < b ? a : b; }

    static Index tile_floats(Index head_size) { return 2 * (head_size + 1) * kWidth; }

    /// Weights, and the terms of keys and components.
    static Index block_floats(Index head_size) {
        return kKeyBlock * (kWidth + 1) + (head_size + kLanes - 1) / kLanes * kLanes;
    }

    static Tile tile_in(float* workspace, Index head_size, Index index) {
        float* const queries = workspace + block_floats(head_size) + index * tile_floats(head_size);
        float* const mixed = queries + head_size * kWidth;
        float* const reference = mixed + head_size * kWidth;
        return {head_size, queries, mixed, reference, reference + kWidth};
    }

    static Index workspace_floats(Index head_size, Index tiles) {
        return block_floats(head_size) + tiles * tile_floats(head_size);
    }

    static void attend(const AttentionHead& head, Index first, Index tiles, float* workspace) {
        const Index rows = least(head.queries - first, tiles * kWidth);
        const auto tile_of = [&](Index row) {
            return tile_in(workspace, head.head_size, row / kWidth);
        };
        for (Index row = 0; row < rows; row += kWidth)
            begin(head, head.q + (first + row) * head.q_stride, least(rows - row, kWidth),
                  tile_of(row));
        float *const k_terms = workspace + kKeyBlock * kWidth, *const v_terms = k_terms + kKeyBlock;
        for (Index key = 0; key < head.keys; key += kKeyBlock) {
            const Keys keys{head.k + key * head.k_stride,
                            head.v + key * head.v_stride,
                            head.k_stride,
                            head.v_stride,
                            least(head.keys - key, kKeyBlock),
                            k_terms,
                            v_terms};
            find_terms(keys, head.head_size, k_terms, v_terms);
            for (Index row = 0; row < rows; row += kWidth) {
                const Tile tile = tile_of(row);
                if (key == 0)
                    store(tile.reference,
                          largest_scores(tile, keys, least(keys.count, kFirstKeys)));
                add_block(tile, keys, workspace);
            }
        }
        for (Index row = 0; row < rows; row += kWidth)
            finish(head, head.out + (first + row) * head.out_stride, least(rows - row, kWidth),
                   tile_of(row));
    }

public:
    static constexpr AttentionKernel kernel(const char* name) {
        return {name, kWidth, kFolds, workspace_floats, attend};
    }
};

}  // namespace

}  // namespace catvton::nn
