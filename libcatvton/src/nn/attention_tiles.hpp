#pragma once

#include "nn/attention_kernel.hpp"
#include "nn/vector_exp2.hpp"

// The body of the attention kernels, for the files that are compiled for one instruction set each.
// All of it has internal linkage, and nothing of the standard library but names of types comes in:
// an inline function with external linkage would exist once in the program, perhaps in the version
// that only the newest processors can run.
namespace catvton::nn {

namespace {

/// Flash attention with the queries in the vector lanes: a tile is kVectors vectors of kLanes
/// queries, and scores and results are kept transposed, one row of the tile for each key and for
/// each component. So maximum, exponential and sum need no operation across lanes, no head size
/// wastes a lane, and k and v are read as single floats where they lie. kRows rows at a time stay
/// in registers while the products are summed.
template <int kLanes, int kVectors, int kRows>
class AttentionTiles {
    using Index = std::int64_t;
    static constexpr Index kWidth = kLanes * kVectors;
    /// A block's scores and its part of k and v stay in the first-level cache between the products.
    static constexpr Index kKeyBlock = 64;

    typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
    typedef float VectorInMemory
        __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float)), may_alias));
    typedef std::int32_t Integers __attribute__((vector_size(kLanes * sizeof(float))));

    /// A number for each query of the tile.
    struct Row {
        Vector part[kVectors];
    };

    /// What is kept of a tile from one block of keys to the next.
    struct Tile {
        float* queries;  ///< [head_size][kWidth], times log2(e) / sqrt(head_size)
        float* mixed;    ///< [head_size][kWidth], the sum of v by weight
        float* maximum;  ///< [kWidth], of the scores
        float* sum;      ///< [kWidth], of the weights
    };

    /// Rows of k and v.
    struct Keys {
        const float* k;
        const float* v;
        Index count;
    };

    static Row load(const float* from) {
        Row row;
        for (int i = 0; i < kVectors; ++i)
            row.part[i] = *reinterpret_cast<const VectorInMemory*>(from + i * kLanes);
        return row;
    }

    static void store(float* to, const Row& row) {
        for (int i = 0; i < kVectors; ++i)
            *reinterpret_cast<VectorInMemory*>(to + i * kLanes) = row.part[i];
    }

    static void add_product(Row& sum, float factor, const Row& row) {
        for (int i = 0; i < kVectors; ++i) sum.part[i] += factor * row.part[i];
    }

    /// 2^(row - maximum).
    static Row weights(const Row& row, const Row& maximum) {
        Row result;
        for (int i = 0; i < kVectors; ++i) {
            result.part[i] = row.part[i] - maximum.part[i];
            raise_two_to<Integers>(result.part[i]);
        }
        return result;
    }

    /// The scores of kCount keys, and the maximum over them.
    template <int kCount>
    static void score(const float* queries, const float* k, Index stride, Index head_size,
                      float* scores, Row& maximum) {
        Row sums[kCount] = {};
        for (Index c = 0; c < head_size; ++c) {
            const Row query = load(queries + c * kWidth);
            for (int key = 0; key < kCount; ++key)
                add_product(sums[key], k[key * stride + c], query);
        }
        for (int key = 0; key < kCount; ++key) {
            store(scores + key * kWidth, sums[key]);
            for (int i = 0; i < kVectors; ++i) {
                const Vector value = sums[key].part[i];
                maximum.part[i] = maximum.part[i] > value ? maximum.part[i] : value;
            }
        }
    }

    /// mixed = mixed * decay + weights * v for kCount components. A block is summed on its own
    /// first: in one long chain the rounding errors would grow with the number of keys.
    template <int kCount>
    static void mix(const float* weights, const float* v, Index stride, Index keys,
                    const Row& decay, float* mixed) {
        Row sums[kCount] = {};
        for (Index key = 0; key < keys; ++key) {
            const Row weight = load(weights + key * kWidth);
            for (int c = 0; c < kCount; ++c) add_product(sums[c], v[key * stride + c], weight);
        }
        for (int c = 0; c < kCount; ++c) {
            const Row before = load(mixed + c * kWidth);
            for (int i = 0; i < kVectors; ++i)
                sums[c].part[i] = before.part[i] * decay.part[i] + sums[c].part[i];
            store(mixed + c * kWidth, sums[c]);
        }
    }

    static void add_block(const AttentionHead& head, const Keys& keys, const Tile& tile,
                          float* scores) {
        const Row old_maximum = load(tile.maximum);
        Row maximum = old_maximum;
        Index key = 0;
        for (; key + kRows <= keys.count; key += kRows)
            score<kRows>(tile.queries, keys.k + key * head.k_stride, head.k_stride, head.head_size,
                         scores + key * kWidth, maximum);
        for (; key < keys.count; ++key)
            score<1>(tile.queries, keys.k + key * head.k_stride, head.k_stride, head.head_size,
                     scores + key * kWidth, maximum);

        Row sum{};
        for (key = 0; key < keys.count; ++key) {
            const Row weight = weights(load(scores + key * kWidth), maximum);
            store(scores + key * kWidth, weight);
            add_product(sum, 1.0f, weight);
        }
        const Row decay = weights(old_maximum, maximum);
        const Row old_sum = load(tile.sum);
        for (int i = 0; i < kVectors; ++i) sum.part[i] += old_sum.part[i] * decay.part[i];
        store(tile.maximum, maximum);
        store(tile.sum, sum);

        Index c = 0;
        for (; c + kRows <= head.head_size; c += kRows)
            mix<kRows>(scores, keys.v + c, head.v_stride, keys.count, decay,
                       tile.mixed + c * kWidth);
        for (; c < head.head_size; ++c)
            mix<1>(scores, keys.v + c, head.v_stride, keys.count, decay, tile.mixed + c * kWidth);
    }

    /// Lanes beyond `rows` are zeros: they cost time but do no harm.
    static void begin(const AttentionHead& head, const float* q, Index rows, const Tile& tile) {
        constexpr double kLog2E = 1.4426950408889634;
        const auto scale =
            static_cast<float>(kLog2E / __builtin_sqrt(static_cast<double>(head.head_size)));
        for (Index i = 0; i < head.head_size * kWidth; ++i) tile.queries[i] = tile.mixed[i] = 0.0f;
        for (Index row = 0; row < rows; ++row) {
            for (Index c = 0; c < head.head_size; ++c)
                tile.queries[c * kWidth + row] = q[row * head.q_stride + c] * scale;
        }
        for (Index i = 0; i < kWidth; ++i) {
            tile.maximum[i] = -__builtin_inff();
            tile.sum[i] = 0.0f;
        }
    }

    static void finish(const AttentionHead& head, float* out, Index rows, const Tile& tile) {
        for (Index row = 0; row < rows; ++row) {
            const float scale = 1.0f / tile.sum[row];
            for (Index c = 0; c < head.head_size; ++c)
                out[row * head.out_stride + c] = tile.mixed[c * kWidth + row] * scale;
        }
    }

    static Index tile_floats(Index head_size) { return 2 * (head_size + 1) * kWidth; }

    static Tile tile_in(float* workspace, Index head_size, Index index) {
        float* const queries = workspace + kKeyBlock * kWidth + index * tile_floats(head_size);
        float* const mixed = queries + head_size * kWidth;
        float* const maximum = mixed + head_size * kWidth;
        return {queries, mixed, maximum, maximum + kWidth};
    }

    static Index least(Index a, Index b) { return a < b ? a : b; }

    static Index workspace_floats(Index head_size, Index tiles) {
        return kKeyBlock * kWidth + tiles * tile_floats(head_size);
    }

    static void attend(const AttentionHead& head, Index first, Index tiles, float* workspace) {
        const Index rows = least(head.queries - first, tiles * kWidth);
        for (Index row = 0; row < rows; row += kWidth)
            begin(head, head.q + (first + row) * head.q_stride, least(rows - row, kWidth),
                  tile_in(workspace, head.head_size, row / kWidth));
        for (Index key = 0; key < head.keys; key += kKeyBlock) {
            const Keys keys{head.k + key * head.k_stride, head.v + key * head.v_stride,
                            least(head.keys - key, kKeyBlock)};
            for (Index row = 0; row < rows; row += kWidth)
                add_block(head, keys, tile_in(workspace, head.head_size, row / kWidth), workspace);
        }
        for (Index row = 0; row < rows; row += kWidth)
            finish(head, head.out + (first + row) * head.out_stride, least(rows - row, kWidth),
                   tile_in(workspace, head.head_size, row / kWidth));
    }

public:
    static constexpr AttentionKernel kernel(const char* name) {
        return {name, kWidth, workspace_floats, attend};
    }
};

}  // namespace

}  // namespace catvton::nn
