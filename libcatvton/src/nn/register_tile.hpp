#pragma once

#include <cstdint>
#include <utility>

// For the files of kernels that are compiled for one instruction set each. All of it has internal
// linkage, and nothing of the standard library but names of types comes in: an inline function with
// external linkage would exist once in the program, perhaps in the version that only the newest
// processors can run.
namespace catvton::nn {

namespace {

/// A matrix of kRows rows of kVectors vectors of kLanes floats that stays in registers while
/// products are added to it. The elements are counted by the compiler: in loops over an array it
/// would keep the array in memory too.
template <int kLanes, int kVectors, int kRows,
          class = std::make_integer_sequence<int, kRows * kVectors>>
class RegisterTile;

template <int kLanes, int kVectors, int kRows, int... I>
class RegisterTile<kLanes, kVectors, kRows, std::integer_sequence<int, I...>> {
public:
    using Index = std::int64_t;
    typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
    typedef float VectorInMemory
        __attribute__((vector_size(kLanes * sizeof(float)), aligned(alignof(float)), may_alias));

    static constexpr Index kWidth = kLanes * kVectors;
    static constexpr Index kSize = kRows * kWidth;

#define CATVTON_TILE_INLINE __attribute__((always_inline)) inline

    CATVTON_TILE_INLINE void clear() { ((values_[I] = Vector{}), ...); }

    /// From rows that lie `stride` floats apart.
    CATVTON_TILE_INLINE void load(const float* from, Index stride) {
        ((values_[I] = at(from, stride, I)), ...);
    }
    CATVTON_TILE_INLINE void add(const float* from, Index stride) {
        ((values_[I] += at(from, stride, I)), ...);
    }
    CATVTON_TILE_INLINE void store(float* to, Index stride) const {
        ((at(to, stride, I) = values_[I]), ...);
    }

    /// Calls use(vector, row, vector's number in the row).
    template <class Use>
    CATVTON_TILE_INLINE void for_each(Use use) {
        (use(values_[I], I / kVectors, I % kVectors), ...);
    }

    /// What every step of a product brings nearer: `step` more floats of rows of `length` floats
    /// that lie `stride` apart, and of some others in sequence. One at a time they do not hold the
    /// product up.
    struct Ahead {
        const float* floats;
        Index length, stride, step;
    };
    struct Stream {
        const float* floats;
        Index step;
    };

    /// A matrix of kRows rows, of which each element lies `row` floats from the one below and
    /// `column` floats from the one beside it.
    struct Left {
        const float* floats;
        Index row, column = 1;
    };

    /// Adds the product of `left` [kRows, depth] and `right` [depth, kWidth], whose rows follow
    /// each other.
    CATVTON_TILE_INLINE void add_product(Left left, const float* right, Index depth, Ahead ahead,
                                         Stream& stream) {
        add_product(left, right, depth, ahead, stream, std::make_integer_sequence<int, kVectors>());
    }
    CATVTON_TILE_INLINE void add_product(Left left, const float* right, Index depth, Ahead ahead) {
        Stream none{right, 0};
        add_product(left, right, depth, ahead, none);
    }

private:
    CATVTON_TILE_INLINE static const VectorInMemory& at(const float* rows, Index stride, int i) {
        return *reinterpret_cast<const VectorInMemory*>(rows + i / kVectors * stride +
                                                        i % kVectors * kLanes);
    }
    CATVTON_TILE_INLINE static VectorInMemory& at(float* rows, Index stride, int i) {
        return *reinterpret_cast<VectorInMemory*>(rows + i / kVectors * stride +
                                                  i % kVectors * kLanes);
    }

    template <int... J>
    CATVTON_TILE_INLINE void add_product(Left left, const float* right, Index depth, Ahead ahead,
                                         Stream& stream, std::integer_sequence<int, J...>) {
        const Index to_next_row = ahead.stride - ahead.length;
        Index rest_of_row = ahead.length;
        for (Index d = 0; d < depth; ++d) {
            __builtin_prefetch(ahead.floats);
            __builtin_prefetch(stream.floats, 0, 2);
            stream.floats += stream.step;
            // Without a branch, which would be mispredicted at the end of every row.
            rest_of_row -= ahead.step;
            const Index row_is_done = (rest_of_row - 1) >> 63;
            ahead.floats += ahead.step + (to_next_row & row_is_done);
            rest_of_row += ahead.length & row_is_done;
            const Vector row[kVectors] = {at(right, 0, J)...};
            ((values_[I] += left.floats[I / kVectors * left.row] * row[I % kVectors]), ...);
            left.floats += left.column;
            right += kWidth;
        }
    }

    Vector values_[kRows * kVectors];
};

}  // namespace

}  // namespace catvton::nn
