#include "catvton/gpu_context.hpp"

#include "runtime/context.hpp"

namespace catvton {

std::shared_ptr<GpuContext> GpuContext::create(const DeviceOptions& options) {
    options.validate();
    try {
        return std::shared_ptr<GpuContext>(
            new GpuContext(std::make_unique<runtime::Context>(options)));
    } catch (...) {
        runtime::rethrow_as_error(at::kCPU);
    }
}

GpuContext::GpuContext(std::unique_ptr<runtime::Context> context) : context_(std::move(context)) {}
GpuContext::~GpuContext() = default;

DeviceInfo GpuContext::device() const { return context_->info(); }
MemoryInfo GpuContext::memory() const { return context_->memory(); }
bool GpuContext::busy() const noexcept { return context_->busy(); }

}  // namespace catvton
