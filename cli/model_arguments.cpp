#include "model_arguments.hpp"

#include <map>
#include <string>

namespace catvton::cli {

namespace {

const std::map<std::string, AttentionVersion> kAttentionVersions{
    {"mix", AttentionVersion::mix},
    {"vitonhd", AttentionVersion::vitonhd},
    {"dresscode", AttentionVersion::dresscode}};

const std::map<std::string, Precision> kPrecisions{{"auto", Precision::automatic},
                                                   {"no", Precision::fp32},
                                                   {"fp16", Precision::fp16},
                                                   {"bf16", Precision::bf16}};

}  // namespace

void add_model_arguments(CLI::App& command, ModelOptions& options) {
    command.add_option("--model", options.model,
                       "mini, catvton, catvton-maskfree, a folder of weights, or one merged file");
    command.add_option("--base-model", options.base_model,
                       "UNet and scheduler: folder or owner/repository");
    command.add_option("--vae", options.vae, "VAE: folder or owner/repository");
    command.add_option("--resume-path", options.resume_path,
                       "CatVTON's own weights: folder or owner/repository");
    command
        .add_option("--attention-version", options.attention_version,
                    "retrained attention: mix, vitonhd or dresscode")
        ->transform(CLI::CheckedTransformer(kAttentionVersions))
        ->default_str("mix");
    command.add_flag("--mask-free", options.mask_free, "use the variant that takes no mask");
}

void add_precision_argument(CLI::App& command, const std::string& name, Precision& precision,
                            const std::string& description) {
    command.add_option(name, precision, description)
        ->transform(CLI::CheckedTransformer(kPrecisions))
        ->default_str(precision == Precision::automatic ? "auto" : "no");
}

void add_device_arguments(CLI::App& command, DeviceOptions& options) {
    command.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")
        ->capture_default_str();
    add_precision_argument(
        command, "--mixed-precision", options.precision,
        "auto, no (fp32), fp16 or bf16; a CPU without such arithmetic uses fp32");
    command.add_option("--threads", options.threads, "CPU threads; 0: all cores")
        ->capture_default_str();
}

}  // namespace catvton::cli
