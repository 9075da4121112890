#include "gpu_context.hpp"

#include "argument.hpp"
#include "catvton/gpu_context.hpp"
#include "enum_text.hpp"
#include "record.hpp"
#include "released_gil.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

void register_cancellation_token(py::module_& module) {
    py::class_<CancellationToken>(
        module, "CancellationToken",
        "A flag that stops calls from another thread.\n\n"
        "A call that sees it set raises CancelledError: within one denoising step, between the\n"
        "masker's networks, or at once while it waits for the inference lock. Ctrl-C sets the\n"
        "token of the call that it interrupts. May be used from any thread.")
        .def(py::init<>())
        .def("cancel", &CancellationToken::cancel, "Stops the calls that were given this token.")
        .def("reset", &CancellationToken::reset, "Makes the token usable again.")
        .def_property_readonly("cancelled", &CancellationToken::cancelled,
                               "Whether the flag is set.");
}

void register_infos(py::module_& module) {
    Record<DeviceInfo>(module, "DeviceInfo", "What a context computes on.")
        .field("name", &DeviceInfo::name, "'cpu', or the accelerator's marketing name.")
        .field("kind", &DeviceInfo::kind, "'cpu' or 'cuda'.")
        .field("index", &DeviceInfo::index, "Of the accelerator.")
        .field("capability", &DeviceInfo::capability,
               "Instruction set ('AVX2', ...) or compute capability ('9.0').")
        .field("precision", &DeviceInfo::precision, "In use; never 'auto'.")
        .field("threads", &DeviceInfo::threads, "CPU threads of the kernels.")
        .finish();
    Record<MemoryInfo>(module, "MemoryInfo", "Memory of a device, in bytes.")
        .field("total", &MemoryInfo::total,
               "Of the device, or of the machine (container limits respected) on a CPU.")
        .field("free", &MemoryInfo::free, "Available now.")
        .field("allocated", &MemoryInfo::allocated,
               "By this process: resident set on a CPU, allocator on CUDA.")
        .field("peak", &MemoryInfo::peak, "Highest `allocated` so far.")
        .finish();
}

}  // namespace

void register_gpu_context(py::module_& module) {
    register_cancellation_token(module);
    register_infos(module);
    const DeviceOptions defaults;
    py::class_<GpuContext, std::shared_ptr<GpuContext>>(
        module, "GpuContext",
        "A device, its precision, and the inference lock that the pipelines and maskers built on\n"
        "it share.\n\n"
        "May be used from any thread; calls on one context run one at a time under its inference\n"
        "lock. A context does not survive os.fork(): calls in the child raise InvalidStateError.")
        .def(
            py::init([](Argument<"device", std::string> device,
                        Argument<"precision", Precision> precision,
                        Argument<"threads", int> threads) {
                const DeviceOptions options{std::move(device.value), precision.value,
                                            threads.value};
                const ReleasedGil released;
                return GpuContext::create(options);
            }),
            "device"_a = defaults.device, py::kw_only(), "precision"_a = defaults.precision,
            "threads"_a = defaults.threads,
            "Args:\n"
            "    device: 'auto' (CUDA if present), 'cpu', 'cuda' or 'cuda:N'.\n"
            "    precision: 'auto' is fp16 on CUDA and fp32 on a CPU. A CPU that does not compute\n"
            "        in fp16 or bf16 uses fp32.\n"
            "    threads: CPU threads of the process's kernels, 1..1024; 0 leaves Torch's choice.\n"
            "\n"
            "Raises:\n"
            "    InvalidArgumentError: An argument is out of range.\n"
            "    NotFoundError: There is no such device.\n"
            "    DeviceError: The device does not start.")
        .def_property_readonly("device", &GpuContext::device, "What it computes on.")
        .def("memory", &GpuContext::memory, py::call_guard<ReleasedGil>(),
             "The device's memory now, in bytes.")
        .def_property_readonly("busy", &GpuContext::busy, "An inference holds the lock now.");
}

}  // namespace catvton::python
