#include "info_command.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "catvton/catvton.hpp"

namespace catvton::cli {

namespace {

using nlohmann::ordered_json;

const char* precision_name(Precision precision) {
    switch (precision) {
        case Precision::automatic:
            return "auto";
        case Precision::fp32:
            return "fp32";
        case Precision::fp16:
            return "fp16";
        case Precision::bf16:
            return "bf16";
    }
    return "";
}

ordered_json describe(const GpuContext& context) {
    const DeviceInfo device = context.device();
    const MemoryInfo memory = context.memory();
    return {{"kind", device.kind},
            {"index", device.index},
            {"name", device.name},
            {"capability", device.capability},
            {"default_precision", precision_name(device.precision)},
            {"threads", device.threads},
            {"memory_bytes", memory.total},
            {"free_memory_bytes", memory.free}};
}

/// The CPU and every CUDA device.
ordered_json describe_devices() {
    ordered_json devices = ordered_json::array();
    DeviceOptions options;
    options.device = "cpu";
    devices.push_back(describe(*GpuContext::create(options)));
    for (int index = 0;; ++index) {
        options.device = "cuda:" + std::to_string(index);
        try {
            devices.push_back(describe(*GpuContext::create(options)));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::not_found) throw;
            return devices;
        }
    }
}

ordered_json describe_limits() {
    const DecodeOptions decode;
    return {{"image_pixels", decode.max_pixels},
            {"image_file_bytes", decode.max_bytes},
            {"image_side", 16384},
            {"output_side_min", 64},
            {"output_side_max", 2048},
            {"output_side_multiple", 8},
            {"inference_steps_max", 999},
            {"guidance_scale_max", 30}};
}

void print_text(const ordered_json& info) {
    std::printf("catvton %s, LibTorch %s, compiler %s\n",
                info["versions"]["catvton"].get<std::string>().c_str(),
                info["versions"]["torch"].get<std::string>().c_str(),
                info["versions"]["compiler"].get<std::string>().c_str());
    for (const ordered_json& device : info["devices"]) {
        std::printf("%s %d: %s, %s, %s by default, %.1f of %.1f GiB free\n",
                    device["kind"].get<std::string>().c_str(), device["index"].get<int>(),
                    device["name"].get<std::string>().c_str(),
                    device["capability"].get<std::string>().c_str(),
                    device["default_precision"].get<std::string>().c_str(),
                    device["free_memory_bytes"].get<double>() / (1 << 30),
                    device["memory_bytes"].get<double>() / (1 << 30));
    }
    for (const auto& [name, value] : info["limits"].items()) {
        std::printf("%s: %s\n", name.c_str(), value.dump().c_str());
    }
}

void run(bool json) {
    const VersionInfo versions = version();
    ordered_json info;
    info["versions"] = {
        {"catvton", versions.catvton}, {"torch", versions.torch}, {"compiler", versions.compiler}};
    info["devices"] = describe_devices();
    info["limits"] = describe_limits();
    if (json) {
        print_json(info);
    } else {
        print_text(info);
    }
}

}  // namespace

void add_info_command(CLI::App& app, Action& action) {
    const auto json = std::make_shared<bool>(false);
    CLI::App* const command = app.add_subcommand("info", "Show versions, devices and limits");
    command->add_flag("--json", *json, "one JSON object on standard output");
    command->callback([json, &action] { action = [json] { run(*json); }; });
}

}  // namespace catvton::cli
