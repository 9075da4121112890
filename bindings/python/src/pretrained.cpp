#include "pretrained.hpp"

#include "catvton/error.hpp"

namespace catvton::python {

std::shared_ptr<GpuContext> context_for(const std::optional<std::shared_ptr<GpuContext>>& given,
                                        const std::optional<std::string>& device,
                                        std::optional<Precision> precision,
                                        std::optional<int> threads) {
    if (given) {
        if (!device && !precision && !threads) return *given;
        throw Error(ErrorCode::invalid_argument,
                    "context and device, precision or threads exclude each other: the context has "
                    "them already");
    }
    const DeviceOptions defaults;
    return GpuContext::create({device.value_or(defaults.device),
                               precision.value_or(defaults.precision),
                               threads.value_or(defaults.threads)});
}

const char* const kPretrainedDoc =
    "\n\nArgs:\n"
    "    model: 'mini' (small, of drawn people, installed with the library), 'catvton' or\n"
    "        'catvton-maskfree' (the published sets, from the Hugging Face cache on disk), a\n"
    "        folder of weights, or a file written by convert_model.\n"
    "    device: As in GpuContext; None takes its default.\n"
    "    precision: As in GpuContext; None takes its default.\n"
    "    threads: As in GpuContext; None takes its default.\n"
    "    context: A context to share, instead of device, precision and threads.\n"
    "    base_model: Folder or owner/repository of the UNet; '' is the published one.\n"
    "    vae: Folder or owner/repository of the VAE; '' is the published one.\n"
    "    resume_path: Folder or owner/repository of CatVTON's own weights, those of the masker\n"
    "        too; '' is the published one.\n"
    "    attention_version: Which retrained self-attention.\n"
    "    mask_free: The variant that takes no mask.\n"
    "\n"
    "Returns:\n"
    "    The model, ready; the GIL is released while it loads.\n"
    "\n"
    "Raises:\n"
    "    NotFoundError: A file, model or device does not exist.\n"
    "    CorruptWeightsError: The weights do not fit; the message lists the differences.\n"
    "    UnsupportedFormatError: A weight file is of another kind.\n"
    "    OutOfMemoryError: The weights do not fit into memory.\n"
    "    InvalidArgumentError: Arguments contradict each other.";

}  // namespace catvton::python
