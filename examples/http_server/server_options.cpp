#include "server_options.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <map>

#include "header_parameters.hpp"

namespace catvton::server {

namespace {

const std::map<std::string, Precision> kPrecisions{
    {"no", Precision::fp32}, {"fp16", Precision::fp16}, {"bf16", Precision::bf16}};
const std::map<std::string, AttentionVersion> kAttentionVersions{
    {"mix", AttentionVersion::mix},
    {"vitonhd", AttentionVersion::vitonhd},
    {"dresscode", AttentionVersion::dresscode}};

void add_model_options(CLI::App& app, ServerOptions& options) {
    app.add_option("--model", options.model.model,
                   "mini, catvton, a folder of weights, or one merged file");
    app.add_option("--base-model", options.model.base_model,
                   "UNet and scheduler: folder or owner/repository");
    app.add_option("--resume-path", options.model.resume_path,
                   "CatVTON's own weights: folder or owner/repository");
    app.add_option("--vae", options.model.vae, "VAE: folder or owner/repository");
    app.add_option("--attention-version", options.model.attention_version,
                   "mix, vitonhd or dresscode")
        ->transform(CLI::CheckedTransformer(kAttentionVersions));
    app.add_option("--width", options.width, "pixels of the result; 0: the model's own")
        ->check(CLI::Range(0, 2048))
        ->capture_default_str();
    app.add_option("--height", options.height, "pixels of the result; 0: the model's own")
        ->check(CLI::Range(0, 2048))
        ->capture_default_str();
    app.add_option("--mixed-precision", options.device.precision,
                   "no (fp32), fp16 or bf16; a CPU without such arithmetic uses fp32")
        ->transform(CLI::CheckedTransformer(kPrecisions))
        ->default_str("fp16");
    app.add_option("--device", options.device.device, "auto, cpu, cuda or cuda:N")
        ->capture_default_str();
    app.add_option("--threads", options.device.threads, "CPU threads; 0: all cores")
        ->capture_default_str();
}

void add_limits(CLI::App& app, ServerOptions& options) {
    app.add_option("--max-upload-mb", options.max_upload_mb, "MiB of one picture")
        ->check(CLI::Range(0.01, 1024.0))
        ->capture_default_str();
    app.add_option("--client-timeout", options.client_timeout,
                   "seconds of silence after which a client is dropped")
        ->check(CLI::Range(0.1, 3600.0))
        ->capture_default_str();
    app.add_option("--queue", options.queue, "requests that may wait for the device; 0: refuse")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    app.add_option("--request-timeout", options.request_timeout,
                   "seconds for one try-on, waiting included; 0: none")
        ->check(CLI::Range(0.0, 86400.0))
        ->capture_default_str();
    app.add_option("--rate-limit", options.rate_limit,
                   "try-ons a minute and client address; 0: no limit")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
}

/// The key's file keeps it out of the process list.
std::string read_key(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::string key(trimmed(line));
    if (key.empty())
        throw CLI::ValidationError("--api-key-file", "no key in the first line of " + path);
    return key;
}

}  // namespace

std::optional<int> parse_server_options(int argc, char** argv, ServerOptions& options) {
    options.device.precision = Precision::fp16;
    CLI::App app("Virtual try-on over HTTP");
    std::string key_file;
    app.add_option("--host", options.host, "address to listen on")->capture_default_str();
    app.add_option("--port", options.port, "0: any free one")->capture_default_str();
    add_model_options(app, options);
    app.add_option("--cors-origin", options.cors_origins,
                   "origin that browsers may call from; may be repeated; default: any");
    app.add_option("--api-key-file", key_file, "file whose first line is the key to ask for")
        ->check(CLI::ExistingFile);
    add_limits(app, options);
    app.add_flag("--offline", options.offline, "never download; models are taken from the disk");
    try {
        app.parse(argc, argv);
        if (!key_file.empty()) options.api_key = read_key(key_file);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return std::nullopt;
}

}  // namespace catvton::server
