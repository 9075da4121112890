#pragma once

#include <cstdint>
#include <type_traits>
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

    /// Every element of a row the row's number.
    CATVTON_TILE_INLINE void set_rows(const float* numbers) {
        ((values_[I] = Vector{} + numbers[I / kVectors]), ...);
    }
    CATVTON_TILE_INLINE void clear() { ((values_[I] = Vector{}), ...); }

    /// From rows that lie `stride` floats apart.
    CATVTON_TILE_INLINE void load(const float* from, Index stride) {
        ((values_[I] = at(from, stride, I)), ...);
    }
    CATVTON_TILE_INLINE void add(const float* from, Index stride) {
        ((values_[I] += at(from, stride, I)), ...);
    }
    CATVTON_TILE_INLINE void subtract(const RegisterTile& other, float factor) {
        ((values_[I] -= other.values_[I] * factor), ...);
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

    /// The product of a matrix [kRows, depth], of which each element lies `row` floats from the one
    /// below and `column` floats from the one beside it, and one [depth, kWidth] whose rows follow
    /// each other.
    class Product {
    public:
        Product(const float* left, Index row, Index column, const float* right, Index depth)
            : left_(left), right_(right), row_(row), column_(column), depth_(depth) {}
        Index steps() const { return depth_; }

        template <int... J>
        CATVTON_TILE_INLINE void step(RegisterTile& sums, std::integer_sequence<int, J...>) {
            const Vector row[kVectors] = {at(right_, 0, J)...};
            ((sums.values_[I] += left_[I / kVectors * row_] * row[I % kVectors]), ...);
            left_ += column_;
            right_ += kWidth;
        }
        CATVTON_TILE_INLINE void finish(RegisterTile&) {}

    private:
        const float *left_, *right_;
        Index row_, column_, depth_;
    };

    /// The same with a third fewer multiplications, for processors that add beside multiplying
    /// (S. Winograd, "A new algorithm for inner product", 1968): for each of the first
    /// folded(depth) elements a, b of the left matrix, folded(depth) apart, and theirs c, e of the
    /// right, a c + b e = (a + e) (b + c) - a b - c e. What is subtracted depends on one matrix
    /// alone and is left to the caller.
    class FoldedProduct {
    public:
        FoldedProduct(const float* left, Index row, Index column, const float* right, Index depth)
            : fold_(folded(depth)),
              rest_(left + 2 * fold_ * column, row, column, right + 2 * fold_ * kWidth, depth),
              left_(left),
              right_(right),
              row_(row),
              column_(column),
              depth_(depth) {}
        Index steps() const { return fold_; }

        template <int... J>
        CATVTON_TILE_INLINE void step(RegisterTile& sums, std::integer_sequence<int, J...> all) {
            const float* const partner = left_ + fold_ * column_;
            const Vector c[kVectors] = {at(right_, 0, J)...};
            const Vector e[kVectors] = {at(right_ + fold_ * kWidth, 0, J)...};
            ((sums.values_[I] += sum(e[I % kVectors], left_ + I / kVectors * row_) *
                                 sum(c[I % kVectors], partner + I / kVectors * row_)),
             ...);
            left_ += column_;
            right_ += kWidth;
            rest_.step(sums, all);
        }
        CATVTON_TILE_INLINE void finish(RegisterTile& sums) {
            for (Index d = 3 * fold_; d < depth_; ++d)
                rest_.step(sums, std::make_integer_sequence<int, kVectors>());
        }

    private:
        CATVTON_TILE_INLINE static Vector sum(const Vector& vector, const float* scalar) {
#if defined(__AVX512F__)
            // In a register of its own the scalar would cost a read more than there is room for.
            if constexpr (kLanes == 16) {
                Vector result;
                asm("vaddps %2%{1to16%}, %1, %0" : "=v"(result) : "v"(vector), "m"(*scalar));
                return result;
            }
#endif
            return vector + *scalar;
        }

        Index fold_;
        Product rest_;
        const float *left_, *right_;
        Index row_, column_, depth_;
    };
    static constexpr Index folded(Index depth) { return depth / 3; }

    /// Adds the next steps of a product.
    template <class AnyProduct>
    CATVTON_TILE_INLINE void add(AnyProduct& product, Index steps, Ahead ahead, Stream& stream) {
        Index rest_of_row = ahead.length;
        for (Index i = 0; i < steps; ++i) {
            __builtin_prefetch(ahead.floats);
            __builtin_prefetch(stream.floats, 0, 2);
            stream.floats += stream.step;
            // Without a branch, which would be mispredicted at the end of every row.
            rest_of_row -= ahead.step;
            const Index row_is_done = (rest_of_row - 1) >> 63;
            ahead.floats += ahead.step + ((ahead.stride - ahead.length) & row_is_done);
            rest_of_row += ahead.length & row_is_done;
            product.step(*this, std::make_integer_sequence<int, kVectors>());
        }
    }
    /// All of it.
    template <class AnyProduct>
    CATVTON_TILE_INLINE void add(AnyProduct product, Ahead ahead, Stream& stream) {
        add(product, product.steps(), ahead, stream);
        product.finish(*this);
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

    Vector values_[kRows * kVectors];
};

}  // namespace

}  // namespace catvton::nn
