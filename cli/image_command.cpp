#include "image_command.hpp"

#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "catvton/catvton.hpp"

namespace catvton::cli {

namespace {

using nlohmann::ordered_json;

constexpr int kMaxSide = 16384;

struct Arguments {
    std::string input;
    std::string output;
    std::string size;
    std::string filter = "lanczos";
    std::string fit;
    float blur = 0.0f;
    bool json = false;
};

struct Size {
    int width = 0;
    int height = 0;
};

[[noreturn]] void fail_size(const std::string& text) {
    throw Error(ErrorCode::invalid_argument,
                "--resize is '" + text + "': write WIDTHxHEIGHT, sides 1 to 16384, as in 768x1024");
}

int parse_side(const std::string& digits, const std::string& text) {
    const bool number = !digits.empty() && digits.size() <= 5 &&
                        digits.find_first_not_of("0123456789") == std::string::npos;
    const int side = number ? std::stoi(digits) : 0;
    if (side < 1 || side > kMaxSide) fail_size(text);
    return side;
}

Size parse_size(const std::string& text) {
    const std::size_t cross = text.find('x');
    if (cross == std::string::npos) fail_size(text);
    return {parse_side(text.substr(0, cross), text), parse_side(text.substr(cross + 1), text)};
}

const std::map<std::string, ResizeFilter>& filters() {
    static const std::map<std::string, ResizeFilter> table{{"nearest", ResizeFilter::nearest},
                                                           {"bilinear", ResizeFilter::bilinear},
                                                           {"bicubic", ResizeFilter::bicubic},
                                                           {"lanczos", ResizeFilter::lanczos}};
    return table;
}

Image resized(const Image& image, const Arguments& arguments) {
    const auto [width, height] = parse_size(arguments.size);
    if (arguments.fit == "crop") return resize_and_crop(image, width, height);
    if (arguments.fit == "pad") return resize_and_padding(image, width, height);
    return resize(image, width, height, filters().at(arguments.filter));
}

ordered_json describe(const Arguments& arguments, const ImageInfo& info, const Image& image) {
    ordered_json result{{"input", arguments.input},
                        {"format", format_name(info.format)},
                        {"width", image.width()},
                        {"height", image.height()},
                        {"channels", image.channels()},
                        {"original",
                         {{"width", info.width},
                          {"height", info.height},
                          {"channels", info.channels},
                          {"bits", info.bits},
                          {"alpha", info.alpha},
                          {"animated", info.animated},
                          {"orientation", info.orientation}}}};
    result["output"] = arguments.output.empty() ? ordered_json() : ordered_json(arguments.output);
    return result;
}

void print_text(const Arguments& arguments, const ImageInfo& info, const Image& image) {
    std::printf("%s: %s, %dx%d, %d channels of %d bits, orientation %d%s%s\n",
                arguments.input.c_str(), std::string(format_name(info.format)).c_str(), info.width,
                info.height, info.channels, info.bits, info.orientation,
                info.alpha ? ", transparent" : "", info.animated ? ", animated" : "");
    std::printf("the model sees %dx%d RGB", image.width(), image.height());
    if (!arguments.output.empty()) std::printf(", written to %s", arguments.output.c_str());
    std::printf("\n");
}

void run(const Arguments& arguments) {
    if (!arguments.fit.empty() && arguments.size.empty()) {
        throw Error(ErrorCode::invalid_argument, "--fit needs a size: give --resize WIDTHxHEIGHT");
    }
    const ImageInfo info = probe_image(std::filesystem::path(arguments.input));
    Image image = load_image(arguments.input);
    if (!arguments.size.empty()) image = resized(image, arguments);
    if (arguments.blur != 0.0f) image = gaussian_blur(image, arguments.blur);
    if (!arguments.output.empty()) save_image(image, arguments.output);
    if (arguments.json) {
        print_json(describe(arguments, info, image));
    } else {
        print_text(arguments, info, image);
    }
}

}  // namespace

void add_image_command(CLI::App& app, Action& action) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* const command = app.add_subcommand(
        "image", "Show what the model sees of a picture: decoded, turned upright, RGB, resized");
    command->add_option("input", arguments->input, "JPEG, PNG, WebP, BMP, GIF or TIFF file")
        ->required();
    command->add_option("--output", arguments->output, ".png, .jpg, .jpeg or .webp file to write");
    command->add_option("--resize", arguments->size, "WIDTHxHEIGHT, sides 1 to 16384");
    command->add_option("--filter", arguments->filter, "of --resize without --fit")
        ->check(CLI::IsMember({"nearest", "bilinear", "bicubic", "lanczos"}))
        ->capture_default_str();
    command
        ->add_option("--fit", arguments->fit,
                     "crop: cut to the shape, as the person; pad: add white, as the cloth")
        ->check(CLI::IsMember({"crop", "pad"}));
    command->add_option("--blur", arguments->blur, "Gaussian radius in pixels, last; 0 is off")
        ->check(CLI::Range(0.0, double(kMaxSide)))
        ->capture_default_str();
    command->add_flag("--json", arguments->json, "one JSON object on standard output");
    command->callback([arguments, &action] { action = [arguments] { run(*arguments); }; });
}

}  // namespace catvton::cli
