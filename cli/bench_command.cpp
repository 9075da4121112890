#include "bench_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catvton/catvton.hpp"
#include "interrupt.hpp"
#include "mask_arguments.hpp"
#include "model_arguments.hpp"

namespace catvton::cli {

namespace {

using nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct BenchArguments {
    std::filesystem::path person, cloth;
    ClothType cloth_type = ClothType::upper;
    bool automatic_mask = false;  ///< --cloth-type was given
    std::vector<std::string> sizes;
    int steps = 0;
    int repetitions = 3;
    double guidance_scale = 2.5;
    ModelOptions model;
    DeviceOptions device;
    bool json = false;
};

struct Stage {
    const char* name;
    double StageSeconds::*seconds;
};
constexpr std::array<Stage, 6> kStages{{{"prepare", &StageSeconds::prepare},
                                        {"mask", &StageSeconds::mask},
                                        {"encode", &StageSeconds::encode},
                                        {"denoise", &StageSeconds::denoise},
                                        {"decode", &StageSeconds::decode},
                                        {"total", &StageSeconds::total}}};

struct Repetition {
    StageSeconds seconds;
    std::vector<double> steps;
};

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// "384x512" as width and height.
void parse_size(const std::string& text, TryOnOptions& options) {
    const char *const begin = text.data(), *const end = begin + text.size();
    const auto width = std::from_chars(begin, end, options.width);
    if (width.ec == std::errc() && width.ptr != end && *width.ptr == 'x') {
        const auto height = std::from_chars(width.ptr + 1, end, options.height);
        if (height.ec == std::errc() && height.ptr == end) return options.validate();
    }
    throw Error(ErrorCode::invalid_argument,
                "--size: '" + text + "' is not WIDTHxHEIGHT, as in 384x512");
}

/// What is not given is drawn: time does not depend on what the pictures show.
Image drawn_picture(int width, int height, int channels) {
    Image image(width, height, channels);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width * channels; ++x)
            image.row(y)[x] = static_cast<std::uint8_t>((7 * x + 3 * y) % 251);
    }
    return image;
}

/// The middle of the picture.
Image drawn_mask(int width, int height) {
    Image mask(width, height, 1);
    for (int y = height / 4; y < height - height / 4; ++y)
        std::fill_n(mask.row(y) + width / 4, width / 2, std::uint8_t{255});
    return mask;
}

class Bench {
public:
    explicit Bench(const BenchArguments& arguments)
        : arguments_(arguments),
          person_(arguments.person.empty() ? Image() : load_image(arguments.person)),
          cloth_(arguments.cloth.empty() ? Image() : load_image(arguments.cloth)),
          context_(GpuContext::create(arguments.device)) {
        const auto start = Clock::now();
        pipeline_.emplace(context_, arguments.model);
        if (arguments.automatic_mask) masker_.emplace(context_, arguments.model);
        load_seconds_ = std::chrono::duration<double>(Clock::now() - start).count();
    }

    TryOnOptions options() const {
        TryOnOptions options = pipeline_->default_options();
        options.cancellation = cancel_on_interrupt();
        options.guidance_scale = arguments_.guidance_scale;
        if (arguments_.steps > 0) options.num_inference_steps = arguments_.steps;
        return options;
    }

    ordered_json describe() const {
        const DeviceInfo device = context_->device();
        return {{"catvton", version().catvton}, {"torch", version().torch},
                {"device", device.kind},        {"name", device.name},
                {"threads", device.threads},    {"load_seconds", load_seconds_}};
    }

    /// The first run, which warms up, is not counted.
    ordered_json measure(const TryOnOptions& options) {
        std::vector<Repetition> repetitions;
        std::uint64_t peak = 0;
        for (int i = 0; i <= arguments_.repetitions; ++i) {
            Repetition repetition;
            peak = run(options, repetition).peak_memory_bytes;
            if (i > 0) repetitions.push_back(std::move(repetition));
        }
        ordered_json size = {{"width", options.width},
                             {"height", options.height},
                             {"steps", options.num_inference_steps},
                             {"guidance_scale", options.guidance_scale}};
        size["median_seconds"] = medians(repetitions);
        for (const Repetition& repetition : repetitions)
            size["repetitions"].push_back(to_json(repetition));
        size["peak_memory_bytes"] = peak;
        size["estimated_memory_bytes"] = pipeline_->estimate(options).total;
        return size;
    }

private:
    TryOnResult run(TryOnOptions options, Repetition& repetition) {
        double before = 0;
        options.progress = [&](const Progress& progress) {
            if (progress.stage == catvton::Stage::denoise && progress.step > 0)
                repetition.steps.push_back(progress.seconds - before);
            before = progress.seconds;
            return ProgressAction::keep_going;
        };
        const Image person =
            person_.empty() ? drawn_picture(options.width, options.height, 3) : person_;
        const Image cloth =
            cloth_.empty() ? drawn_picture(options.width, options.height, 3) : cloth_;
        TryOnResult result =
            masker_ ? pipeline_->run(person, cloth, *masker_, arguments_.cloth_type, options)
            : pipeline_->mask_free()
                ? pipeline_->run(person, cloth, options)
                : pipeline_->run(person, cloth, drawn_mask(person.width(), person.height()),
                                 options);
        repetition.seconds = result.seconds;
        return result;
    }

    static ordered_json to_json(const Repetition& repetition) {
        ordered_json object;
        for (const Stage& stage : kStages) object[stage.name] = repetition.seconds.*stage.seconds;
        object["steps"] = repetition.steps;
        return object;
    }

    static ordered_json medians(const std::vector<Repetition>& repetitions) {
        ordered_json object;
        for (const Stage& stage : kStages) {
            std::vector<double> values;
            for (const Repetition& r : repetitions) values.push_back(r.seconds.*stage.seconds);
            object[stage.name] = median(values);
        }
        std::vector<double> steps;
        for (const Repetition& r : repetitions)
            steps.insert(steps.end(), r.steps.begin(), r.steps.end());
        object["step"] = median(steps);
        return object;
    }

    const BenchArguments& arguments_;
    Image person_, cloth_;
    std::shared_ptr<GpuContext> context_;
    std::optional<Pipeline> pipeline_;
    std::optional<AutoMasker> masker_;
    double load_seconds_ = 0;
};

void print_text(const ordered_json& report) {
    std::printf(
        "catvton %s, LibTorch %s, %s (%s), %d threads, loading %.2f s\n",
        report["catvton"].get<std::string>().c_str(), report["torch"].get<std::string>().c_str(),
        report["device"].get<std::string>().c_str(), report["name"].get<std::string>().c_str(),
        report["threads"].get<int>(), report["load_seconds"].get<double>());
    for (const ordered_json& size : report["sizes"]) {
        std::printf("%dx%d, %d steps: median seconds of %zu runs\n", size["width"].get<int>(),
                    size["height"].get<int>(), size["steps"].get<int>(),
                    size["repetitions"].size());
        for (const auto& [name, seconds] : size["median_seconds"].items())
            std::printf("  %-8s %9.3f\n", name.c_str(), seconds.get<double>());
        std::printf("  memory: peak %.2f GiB, estimated for the run %.2f GiB\n",
                    size["peak_memory_bytes"].get<double>() / (1 << 30),
                    size["estimated_memory_bytes"].get<double>() / (1 << 30));
    }
}

void run(const BenchArguments& arguments) {
    if (arguments.automatic_mask && arguments.person.empty()) {
        throw Error(ErrorCode::invalid_argument,
                    "--cloth-type needs --person: nobody is found in a drawn picture");
    }
    arguments.device.validate();
    arguments.model.validate();
    std::vector<TryOnOptions> runs(arguments.sizes.size());
    for (std::size_t i = 0; i < runs.size(); ++i) parse_size(arguments.sizes[i], runs[i]);
    Bench bench(arguments);
    if (runs.empty()) runs.push_back(bench.options());
    ordered_json report = bench.describe();
    for (const TryOnOptions& size : runs) {
        TryOnOptions options = bench.options();
        options.width = size.width;
        options.height = size.height;
        report["sizes"].push_back(bench.measure(options));
    }
    if (arguments.json) {
        print_json(report);
    } else {
        print_text(report);
    }
}

}  // namespace

void add_bench_command(CLI::App& app, Action& action) {
    const auto arguments = std::make_shared<BenchArguments>();
    CLI::App* const command =
        app.add_subcommand("bench", "Time each stage of a try-on, and measure its memory");
    command->add_option("--size", arguments->sizes,
                        "WIDTHxHEIGHT, multiples of 8, 64..2048; may be repeated; default: the "
                        "model's");
    command
        ->add_option("--num-inference-steps", arguments->steps,
                     "DDIM steps, 1..999; default: the model's")
        ->check(CLI::Range(1, 999));
    command->add_option("--repetitions", arguments->repetitions, "runs after one to warm up")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command
        ->add_option("--guidance-scale", arguments->guidance_scale,
                     "0..30; 1 or less turns guidance off")
        ->check(CLI::Range(0.0, 30.0))
        ->capture_default_str();
    command->add_option("--person", arguments->person, "photo; default: a drawn picture");
    command->add_option("--cloth", arguments->cloth, "photo; default: a drawn picture");
    CLI::Option* const cloth_type = add_cloth_type_argument(*command, arguments->cloth_type);
    cloth_type->description(
        "with --person: find the mask too, for this garment; default: the "
        "middle of the picture");
    add_model_arguments(*command, arguments->model);
    add_device_arguments(*command, arguments->device);
    command->add_flag("--json", arguments->json, "one JSON object on standard output");
    command->callback([arguments, cloth_type, &action] {
        arguments->automatic_mask = cloth_type->count() > 0;
        action = [arguments] { run(*arguments); };
    });
}

}  // namespace catvton::cli
