#include "runtime/random.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <random>

namespace catvton::runtime {

at::Generator make_generator(at::Device device, std::int64_t seed) {
    at::Generator generator = device.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>()
                                              : at::globalContext()
                                                    .getAcceleratorHooksInterface(device.type())
                                                    .getNewGenerator(device.index());
    generator.set_current_seed(static_cast<std::uint64_t>(seed));
    return generator;
}

std::int64_t random_seed() {
    std::random_device entropy;
    return static_cast<std::int64_t>(entropy() & 0x7fffffffu);
}

}  // namespace catvton::runtime
