#include <doctest/doctest.h>

#include <ATen/Parallel.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <thread>

#include "nn/cpu_attention.hpp"
#include "support/tensor_check.hpp"

using namespace catvton;

namespace {

struct Shape {
    std::int64_t batch, heads, queries, keys, head_size;
};

struct Operands {
    at::Tensor q, k, v;
};

// Heads lie side by side, as the projections leave them.
Operands random_operands(const Shape& s, std::uint64_t seed = 1) {
    at::Generator generator = at::detail::createCPUGenerator(seed);
    const auto draw = [&](std::int64_t tokens) {
        return at::randn({s.batch, tokens, s.heads, s.head_size}, generator).transpose(1, 2);
    };
    return {draw(s.queries), draw(s.keys), draw(s.keys)};
}

at::Tensor definition(const Operands& x) {
    const at::Tensor q = x.q.to(at::kDouble), k = x.k.to(at::kDouble), v = x.v.to(at::kDouble);
    const at::Tensor scores =
        at::matmul(q, k.transpose(-1, -2)) / std::sqrt(static_cast<double>(q.size(3)));
    return at::matmul(at::softmax(scores, -1), v);
}

at::Tensor attend(const nn::AttentionKernel& kernel, const Operands& x) {
    return nn::cpu_attention(kernel, x.q, x.k, x.v);
}

bool same_bytes(const at::Tensor& a, const at::Tensor& b) {
    return at::equal(a.contiguous().view(at::kInt), b.contiguous().view(at::kInt));
}

std::string describe(const nn::AttentionKernel& kernel, const Shape& s) {
    std::string text = kernel.name;
    for (const std::int64_t n : {s.batch, s.heads, s.queries, s.keys, s.head_size})
        text.append(1, ' ').append(std::to_string(n));
    return text;
}

/// Sets the number of threads, and the previous one again at the end.
class Threads {
public:
    explicit Threads(int count) : previous_(at::get_num_threads()) { at::set_num_threads(count); }
    ~Threads() { at::set_num_threads(previous_); }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;

private:
    int previous_;
};

/// The values too, up to logits of 1e4: those themselves are rounded to 2^-24 of their size.
void check_logits_within(const nn::AttentionKernel& kernel, const Shape& s, double logit,
                         double tolerance) {
    Operands x = random_operands(s);
    // Unit vectors times sqrt(logit): every score lies within +-logit.
    const double size = std::sqrt(logit * std::sqrt(static_cast<double>(s.head_size)));
    x.q = x.q / x.q.norm(2, 3, true) * size;
    x.k = x.k / x.k.norm(2, 3, true) * size;
    const at::Tensor got = attend(kernel, x);
    CHECK(at::isfinite(got).all().item<bool>());
    // A convex combination never leaves the range of v.
    CHECK(got.abs().max().item<double>() <= x.v.abs().max().item<double>() * (1 + 1e-5));
    if (logit <= 1e4) test::check_tensor_close(got, definition(x), tolerance, kernel.name);
}

}  // namespace

// Tails of every kind: queries of a tile (12, 24, 48), keys of a block (64) and of the registers'
// rows (4, 8), components of the registers' rows.
TEST_CASE("every attention kernel is as exact as LibTorch's at odd shapes") {
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        for (const Shape& s :
             {Shape{1, 1, 1, 1, 8}, Shape{1, 1, 1, 1, 1}, Shape{2, 3, 1, 200, 40},
              Shape{1, 2, 200, 1, 40}, Shape{4, 8, 13, 29, 8}, Shape{1, 8, 97, 131, 40},
              Shape{2, 5, 49, 64, 12}, Shape{3, 2, 211, 65, 17}, Shape{1, 3, 48, 127, 80},
              Shape{2, 1, 193, 449, 33}, Shape{1, 4, 67, 71, 160}, Shape{1, 1, 61, 77, 512},
              Shape{1, 1, 50, 3001, 40}}) {
            const Operands x = random_operands(s);
            const at::Tensor want = definition(x);
            const double scale = want.abs().max().item<double>();
            const at::Tensor theirs =
                std::get<0>(at::_scaled_dot_product_flash_attention_for_cpu(x.q, x.k, x.v));
            const double their_error = (theirs.to(at::kDouble) - want).abs().max().item<double>();
            test::check_tensor_close(attend(*kernel, x), want,
                                     std::max(1e-6, 2 * their_error / scale), describe(*kernel, s));
        }
    }
}

TEST_CASE("attention kernels read operands of any stride") {
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        const Operands x = random_operands({2, 3, 53, 70, 20});
        const at::Tensor want = attend(*kernel, x);
        // One matrix of q, k and v rows; heads after each other; one head for all by a stride of 0.
        const at::Tensor rows =
            at::cat({x.q.slice(2, 0, 53), x.k.slice(2, 0, 53), x.v.slice(2, 0, 53)}, 3);
        const Operands joint{rows.slice(3, 0, 20), rows.slice(3, 20, 40), rows.slice(3, 40, 60)};
        const Operands apart{joint.q.contiguous(), joint.k.contiguous(), joint.v.contiguous()};
        CHECK(same_bytes(attend(*kernel, joint), attend(*kernel, apart)));
        CHECK(same_bytes(attend(*kernel, {x.q.contiguous(), x.k.contiguous(), x.v.contiguous()}),
                         want));
        const Operands shared{x.q, x.k.slice(1, 0, 1).expand({2, 3, 70, 20}),
                              x.v.slice(1, 0, 1).expand({2, 3, 70, 20})};
        test::check_tensor_close(attend(*kernel, shared), definition(shared), 1e-6, kernel->name);
        CHECK(want.transpose(1, 2).is_contiguous());
    }
}

TEST_CASE("attention has the same bits for any number of threads and any neighbours") {
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        const Operands x = random_operands({2, 3, 301, 150, 40});
        at::Tensor want;
        for (const int count : {1, 2, 3, 5}) {
            const Threads threads(count);
            const at::Tensor got = attend(*kernel, x);
            if (!want.defined()) want = got;
            CHECK_MESSAGE(same_bytes(got, want), kernel->name << " on " << count << " threads");
        }
        const auto part = [](const at::Tensor& t) { return t.slice(0, 1, 2).slice(1, 1, 2); };
        const Operands one{part(x.q).slice(2, 77, 140), part(x.k), part(x.v)};
        CHECK(same_bytes(attend(*kernel, one), part(want).slice(2, 77, 140)));
    }
}

TEST_CASE("attention stays finite at extreme logits") {
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        const Shape s{1, 2, 70, 140, 40};
        for (const double logit : {1e2, 1e4, 1e30})
            check_logits_within(*kernel, s, logit, 1e-6 + logit * 1e-6);
        // One key far above the others, in the last block: its v comes out as it is.
        Operands x = random_operands(s);
        x.q.fill_(100.0);
        x.k.zero_().select(2, 139).fill_(100.0);
        const at::Tensor want = x.v.slice(2, 139, 140).expand_as(x.q);
        CHECK(same_bytes(attend(*kernel, x), want));
        // All scores equal: the mean.
        x.k.fill_(-1e4);
        test::check_tensor_close(attend(*kernel, x),
                                 x.v.to(at::kDouble).mean(2, true).expand_as(x.q), 1e-6,
                                 kernel->name);
    }
}

TEST_CASE("attention passes NaN and infinity on to the results that they concern") {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        const Shape s{1, 2, 50, 75, 24};
        for (const double bad : {kNaN, kInfinity, -kInfinity}) {
            Operands x = random_operands(s);
            x.q.select(1, 1).select(1, 7).select(1, 3).fill_(bad);
            at::Tensor broken = at::isnan(attend(*kernel, x));
            CHECK(broken.select(1, 1).select(1, 7).all().item<bool>());
            CHECK(broken.sum().item<std::int64_t>() == s.head_size);

            x = random_operands(s);
            x.v.select(1, 0).select(1, 70).select(1, 5).fill_(bad);
            broken = ~at::isfinite(attend(*kernel, x));
            CHECK(broken.select(1, 0).select(2, 5).all().item<bool>());
            CHECK(broken.sum().item<std::int64_t>() == s.queries);
        }
        Operands x = random_operands(s);
        x.k.select(1, 0).select(1, 70).select(1, 5).fill_(kNaN);
        const at::Tensor broken = at::isnan(attend(*kernel, x));
        CHECK(broken.select(1, 0).all().item<bool>());
        CHECK_FALSE(broken.select(1, 1).any().item<bool>());
    }
}

// From 512 tokens on kernels may take other ways, with copies and powers of two.
TEST_CASE("attention over many tokens is as exact, of whatever size its operands are") {
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        for (const Shape& s :
             {Shape{1, 2, 600, 700, 40}, Shape{2, 3, 512, 512, 80}, Shape{1, 1, 777, 1023, 160},
              Shape{1, 1, 513, 641, 33}, Shape{1, 3, 700, 5000, 8}, Shape{1, 1, 520, 530, 512}}) {
            const Operands x = random_operands(s);
            test::check_tensor_close(attend(*kernel, x), definition(x), 5e-6, describe(*kernel, s));
            const Operands other{x.q * 1e4, x.k * 1e-4, x.v * 3e3};
            test::check_tensor_close(attend(*kernel, other), definition(other), 5e-6,
                                     describe(*kernel, s) + ", other sizes");
        }
    }
}

TEST_CASE("attention over many tokens has the same bits for any number of threads") {
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        const Operands x = random_operands({2, 3, 1500, 600, 40});
        at::Tensor want;
        for (const int count : {1, 2, 5}) {
            const Threads threads(count);
            const at::Tensor got = attend(*kernel, x);
            if (!want.defined()) want = got;
            CHECK_MESSAGE(same_bytes(got, want), kernel->name << " on " << count << " threads");
        }
    }
}

TEST_CASE("attention over many tokens stays finite at extreme logits and passes NaN on") {
    for (const nn::AttentionKernel* kernel : nn::attention_kernels()) {
        const Shape s{1, 2, 600, 800, 40};
        for (const double logit : {10.0, 1e2, 1e4, 1e30})
            check_logits_within(*kernel, s, logit, 5e-6 + logit * 2e-6);
        // Keys that rise: the largest score so far has to be found again and again.
        Operands x = random_operands(s);
        x.k = x.q.slice(2, 0, 1) * at::linspace(0, 40, s.keys).view({1, 1, -1, 1});
        test::check_tensor_close(attend(*kernel, x), definition(x), 1e-4, kernel->name);
        x = random_operands(s);
        x.k.fill_(-1e4);
        test::check_tensor_close(attend(*kernel, x),
                                 x.v.to(at::kDouble).mean(2, true).expand_as(x.q), 5e-6,
                                 kernel->name);
        x = random_operands(s);
        x.q.select(1, 1).select(1, 7).select(1, 3).fill_(std::numeric_limits<double>::quiet_NaN());
        const at::Tensor broken = at::isnan(attend(*kernel, x));
        CHECK(broken.select(1, 1).select(1, 7).all().item<bool>());
        CHECK(broken.sum().item<std::int64_t>() == s.head_size);
    }
}

TEST_CASE("only plain float operands without gradients go to the kernels of our own") {
    const Operands x = random_operands({1, 2, 5, 6, 8});
    const bool fast = nn::select_attention_kernel(x.q, x.k, x.v) != nullptr;
    // The processors that the kernels are for.
    if (nn::attention_kernels().size() > 1) CHECK(fast);
    CHECK(std::string(nn::attention_kernels().back()->name) == "portable");
    for (const at::ScalarType type : {at::kDouble, at::kHalf, at::kBFloat16})
        CHECK_FALSE(nn::select_attention_kernel(x.q.to(type), x.k.to(type), x.v.to(type)));
    CHECK_FALSE(nn::select_attention_kernel(x.q, x.k, at::empty({1, 2, 8, 6}).transpose(2, 3)));
    CHECK_FALSE(nn::select_attention_kernel(x.q, x.k.slice(2, 0, 0), x.v.slice(2, 0, 0)));
    const at::Tensor leaf = at::randn({1, 2, 5, 8}).requires_grad_();
    CHECK_FALSE(nn::select_attention_kernel(leaf, x.k, x.v));
    const c10::InferenceMode guard;
    CHECK((nn::select_attention_kernel(leaf, x.k, x.v) != nullptr) == fast);
    CHECK_THROWS(attend(*nn::attention_kernels().back(), {x.q, x.k, x.k.slice(2, 0, 3)}));
}

// at::parallel_for runs on one thread in a file that is compiled without OpenMP, without a word.
// Only the thread sanitizer's build leaves it out.
#if !defined(__SANITIZE_THREAD__)
TEST_CASE("the heads are shared among the threads") {
    constexpr int kThreads = 2;
    static std::array<std::atomic<int>, kThreads> calls;
    nn::AttentionKernel counting = *nn::attention_kernels().back();
    // Whoever comes first waits for the other.
    counting.attend = [](const nn::AttentionHead&, std::int64_t, std::int64_t, float*) {
        ++calls.at(static_cast<std::size_t>(at::get_thread_num()));
        for (int tries = 0; tries < 3000 && (calls[0] == 0 || calls[1] == 0); ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    };
    const Threads threads(kThreads);
    attend(counting, random_operands({1, 6, 4, 4, 8}));
    CHECK(calls[0] > 0);
    CHECK(calls[1] > 0);
    CHECK(calls[0] + calls[1] == 6);
}
#endif
