#include <algorithm>
#include <cstring>
#include <string>

#include "options.hpp"
#include "outputs.hpp"
#include "process.hpp"

using namespace catvton;
using namespace catvton::capi;

namespace {

/// Fills a field of fixed length; what does not fit is cut off.
template <std::size_t N>
void copy_text(char (&field)[N], const std::string& text) {
    std::memcpy(field, text.data(), std::min(text.size(), N - 1));
}

}  // namespace

catvton_status catvton_context_create(const catvton_device_options* options,
                                      catvton_context* context) {
    return return_handle(context, "context", [&] {
        const DeviceOptions converted = device_options(options);
        converted.validate();
        enter_compute_process();
        return GpuContext::create(converted);
    });
}

catvton_status catvton_context_get_device(catvton_context context, catvton_device_info* info) {
    return return_struct(info, "info", [&] {
        const DeviceInfo device = object_of<GpuContext>(context)->device();
        catvton_device_info converted = CATVTON_DEVICE_INFO_INIT;
        converted.index = device.index;
        converted.precision = static_cast<std::int32_t>(device.precision);
        converted.threads = device.threads;
        copy_text(converted.name, device.name);
        copy_text(converted.kind, device.kind);
        copy_text(converted.capability, device.capability);
        return converted;
    });
}

catvton_status catvton_context_get_memory(catvton_context context, catvton_memory_info* info) {
    return return_struct(info, "info", [&] {
        const MemoryInfo memory = object_of<GpuContext>(context)->memory();
        return catvton_memory_info{sizeof(catvton_memory_info),
                                   0,
                                   memory.total,
                                   memory.free,
                                   memory.allocated,
                                   memory.peak};
    });
}

catvton_status catvton_context_get_busy(catvton_context context, std::int32_t* busy) {
    return return_value(busy, "busy", [&] { return object_of<GpuContext>(context)->busy(); });
}

catvton_status catvton_context_free(catvton_context context) {
    return free_handle<GpuContext>(context);
}
