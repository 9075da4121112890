#include "runtime/context.hpp"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <ATen/native/DispatchStub.h>
#include <unistd.h>

#include <charconv>
#include <new>

#include "catvton/error.hpp"
#include "runtime/cpu_features.hpp"
#include "runtime/log.hpp"
#include "runtime/memory.hpp"

namespace catvton::runtime {

namespace {

/// N of "cuda:N"; 0 for "cuda".
int cuda_index(const std::string& name) {
    if (name == "cuda") return 0;
    int index = 0;
    const char* const begin = name.data() + 5;
    const char* const end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(begin, end, index);
    if (error != std::errc() || stop != end) {
        throw Error(ErrorCode::invalid_argument,
                    "device '" + name + "' is not auto, cpu, cuda or cuda:N");
    }
    return index;
}

at::Device select_device(const std::string& name) {
    if (name == "cpu") return at::kCPU;
    const bool has_cuda = at::globalContext().hasCUDA();
    if (name == "auto") return has_cuda ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    const int index = cuda_index(name);
    const int count = has_cuda ? at::accelerator::deviceCount() : 0;
    if (index >= count) {
        throw Error(ErrorCode::not_found,
                    "device '" + name + "' does not exist: this machine has " +
                        std::to_string(count) + " CUDA devices; use auto or cpu");
    }
    return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
}

at::ScalarType select_dtype(at::Device device, Precision precision) {
    if (device.is_cpu()) {
        if (precision == Precision::bf16 && cpu_has_native_bf16()) return at::kBFloat16;
        if (precision == Precision::fp16 || precision == Precision::bf16) {
            // Emulated half precision is two orders of magnitude slower and no more exact.
            log(LogLevel::info, "this CPU does not compute in half precision: using fp32");
        }
        return at::kFloat;
    }
    switch (precision) {
        case Precision::fp32:
            return at::kFloat;
        case Precision::bf16:
            return at::kBFloat16;
        default:
            return at::kHalf;
    }
}

Precision precision_of(at::ScalarType dtype) {
    if (dtype == at::kHalf) return Precision::fp16;
    return dtype == at::kBFloat16 ? Precision::bf16 : Precision::fp32;
}

bool is_cpu_out_of_memory(std::string_view text) {
    // LibTorch's CPU allocator throws a plain c10::Error; only its text tells.
    return text.find("DefaultCPUAllocator") != std::string_view::npos ||
           text.find("not enough memory") != std::string_view::npos ||
           text.find("can't allocate memory") != std::string_view::npos;
}

[[noreturn]] void throw_out_of_memory(at::Device device) {
    try {
        release_cached_memory(device);
    } catch (...) {  // the first failure is the one to report
    }
    throw Error(ErrorCode::out_of_memory,
                device.str() +
                    " has too little memory for this run: use a smaller width and height, "
                    "or free memory and try again");
}

}  // namespace

Context::Context(const DeviceOptions& options)
    : device_(select_device(options.device)),
      dtype_(select_dtype(device_, options.precision)),
      threads_(options.threads > 0 ? options.threads : at::get_num_threads()),
      process_(getpid()) {}

DeviceInfo Context::info() const {
    DeviceInfo info;
    info.precision = precision_of(dtype_);
    info.threads = threads_;
    if (device_.is_cpu()) {
        info.name = cpu_name();
        info.kind = "cpu";
        info.capability = at::get_cpu_capability();
        return info;
    }
    info.name = "CUDA device " + std::to_string(device_.index());
    info.kind = "cuda";
    info.index = device_.index();
    return info;
}

MemoryInfo Context::memory() const { return memory_info(device_); }

void Context::check_process() const {
    if (getpid() == process_) return;
    throw Error(
        ErrorCode::invalid_state,
        "this process was forked after the GpuContext was made: create a context after fork()");
}

void Context::apply_threads() const {
    if (at::get_num_threads() != threads_) at::set_num_threads(threads_);
}

InferenceGuard::InferenceGuard(Context& context, LockPolicy policy, double lock_timeout_seconds,
                               const Deadline& deadline, const CancellationToken& cancellation)
    : context_(context) {
    context.check_process();
    context.lock().acquire(policy, lock_timeout_seconds, deadline, cancellation);
    try {
        if (!context.device().is_cpu()) device_guard_.reset_device(context.device());
        context.apply_threads();
    } catch (...) {
        context.lock().release();
        throw;
    }
}

InferenceGuard::InferenceGuard(Context& context)
    : InferenceGuard(context, LockPolicy::wait, 0, std::nullopt, CancellationToken()) {}

InferenceGuard::~InferenceGuard() { context_.lock().release(); }

void rethrow_as_error(at::Device device) {
    try {
        throw;
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
    } catch (const c10::OutOfMemoryError&) {
    } catch (const c10::Error& error) {
        if (!is_cpu_out_of_memory(error.what_without_backtrace())) {
            throw Error(device.is_cpu() ? ErrorCode::internal : ErrorCode::device,
                        std::string("LibTorch: ") + error.what_without_backtrace());
        }
    } catch (const std::exception& error) {
        if (!is_cpu_out_of_memory(error.what())) throw Error(ErrorCode::internal, error.what());
    }
    throw_out_of_memory(device);
}

}  // namespace catvton::runtime
