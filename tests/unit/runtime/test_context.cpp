#include <ATen/Parallel.h>
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <new>

#include "runtime/context.hpp"
#include "support/error_check.hpp"

using namespace catvton;
using test::check_error;

namespace {

std::shared_ptr<GpuContext> make_cpu(Precision precision = Precision::automatic) {
    DeviceOptions options;
    options.device = "cpu";
    options.precision = precision;
    options.threads = 2;
    return GpuContext::create(options);
}

}  // namespace

TEST_CASE("a CPU context tells about itself") {
    const auto context = make_cpu();
    const DeviceInfo device = context->device();
    CHECK(device.kind == "cpu");
    CHECK(device.threads == 2);
    CHECK((device.precision == Precision::fp32));
    CHECK_FALSE(device.capability.empty());
    const MemoryInfo memory = context->memory();
    CHECK(memory.total > 0);
    CHECK(memory.free <= memory.total);
    CHECK((memory.allocated > 0 && memory.allocated <= memory.peak));
    CHECK_FALSE(context->busy());
}

TEST_CASE("half precision on a CPU: native, or fp32") {
    CHECK((make_cpu(Precision::fp16)->device().precision == Precision::fp32));
    const Precision bf16 = make_cpu(Precision::bf16)->device().precision;
    CHECK((bf16 == Precision::bf16 || bf16 == Precision::fp32));
}

TEST_CASE("a device that does not exist") {
    DeviceOptions options;
    options.device = "cuda:99";
    check_error(ErrorCode::not_found, "cuda:99", [&] { GpuContext::create(options); });
}

TEST_CASE("the guard holds the lock, and gives it back when work throws") {
    const auto context = make_cpu();
    {
        const runtime::InferenceGuard guard(context->internal());
        CHECK(context->busy());
        CHECK(c10::InferenceMode::is_enabled());
        CHECK(at::get_num_threads() == 2);
    }
    try {
        const runtime::InferenceGuard guard(context->internal());
        throw 1;
    } catch (int) {
    }
    CHECK_FALSE(context->busy());
}

TEST_CASE("failures become errors with a code") {
    const auto context = make_cpu();
    const auto run = [&](auto&& work) { runtime::with_errors(context->internal(), work); };
    // More than any machine has: LibTorch's CPU allocator refuses with a plain error.
    check_error(ErrorCode::out_of_memory, "too little memory",
                [&] { run([] { at::empty({std::int64_t{1} << 46}, at::kFloat); }); });
    check_error(ErrorCode::out_of_memory, "too little memory",
                [&] { run([] { throw std::bad_alloc(); }); });
    check_error(ErrorCode::internal, "LibTorch", [&] { run([] { at::zeros({2}).view({3}); }); });
    check_error(ErrorCode::busy, "mine",
                [&] { run([] { throw Error(ErrorCode::busy, "mine"); }); });
    // And the context still works.
    run([&] { const runtime::InferenceGuard guard(context->internal()); });
}

TEST_CASE("a forked child is told to make its own context") {
    const auto context = make_cpu();
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        int status = 1;
        try {
            context->internal().check_process();
        } catch (const Error& error) {
            status = error.code() == ErrorCode::invalid_state ? 0 : 2;
        }
        _exit(status);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}
