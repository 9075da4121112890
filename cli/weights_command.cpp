#include "weights_command.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "catvton/models.hpp"
#include "model_arguments.hpp"

namespace catvton::cli {

namespace {

using nlohmann::ordered_json;

struct WeightsArguments {
    std::filesystem::path file;
    bool json = false;
};

void list(const WeightsArguments& arguments) {
    const WeightFileInfo info = inspect_weights(arguments.file);
    ordered_json tensors = ordered_json::array();
    for (const TensorInfo& tensor : info.tensors) {
        const ordered_json shape = tensor.shape;
        if (!arguments.json) {
            std::printf("%-5s %-24s %s\n", tensor.dtype.c_str(), shape.dump().c_str(),
                        tensor.name.c_str());
        }
        tensors.push_back({{"name", tensor.name}, {"dtype", tensor.dtype}, {"shape", shape}});
    }
    if (arguments.json) {
        print_json({{"file", arguments.file.string()},
                    {"format", info.format},
                    {"bytes", info.bytes},
                    {"tensors", tensors}});
    } else {
        std::printf("%s: %zu tensors, %llu bytes\n", info.format.c_str(), info.tensors.size(),
                    static_cast<unsigned long long>(info.bytes));
    }
}

struct ConvertArguments {
    ModelOptions model;
    Precision precision = Precision::fp32;
    std::filesystem::path output;
    bool json = false;
};

void convert(const ConvertArguments& arguments) {
    convert_model(arguments.model, arguments.precision, arguments.output);
    if (arguments.json) {
        print_json({{"output", arguments.output.string()},
                    {"bytes", std::filesystem::file_size(arguments.output)}});
    }
}

}  // namespace

void add_weights_command(CLI::App& app, Action& action) {
    const auto arguments = std::make_shared<WeightsArguments>();
    CLI::App* const command = app.add_subcommand("weights", "List the tensors of a weight file");
    command->add_option("file", arguments->file, "safetensors, .bin, .pth or .pkl")->required();
    command->add_flag("--json", arguments->json, "one JSON object on standard output");
    command->callback([arguments, &action] { action = [arguments] { list(*arguments); }; });
}

void add_convert_command(CLI::App& app, Action& action) {
    const auto arguments = std::make_shared<ConvertArguments>();
    CLI::App* const command =
        app.add_subcommand("convert", "Write one merged file that loads fast");
    add_model_arguments(*command, arguments->model);
    command->add_option("--output", arguments->output, "the merged .safetensors file")->required();
    add_precision_argument(*command, "--dtype", arguments->precision,
                           "of the tensors: no (fp32), fp16 or bf16");
    command->add_flag("--json", arguments->json, "one JSON object on standard output");
    command->callback([arguments, &action] { action = [arguments] { convert(*arguments); }; });
}

}  // namespace catvton::cli
