#include <doctest/doctest.h>

#include <filesystem>

#include "catvton/error.hpp"
#include "golden/image/golden_pictures.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

Image decode(const std::string& file, int channels, AlphaRule alpha) {
    DecodeOptions options;
    options.channels = channels;
    options.alpha = alpha;
    return load_image(CATVTON_TEST_DATA "/images/files/" + file, options);
}

}  // namespace

TEST_CASE("every good file gives the recorded pixels") {
    const GoldenFile want = GoldenFile::open("images/files.safetensors");
    int files = 0;
    for (const auto& row : golden_json("files.json")) {
        const std::string file = row["file"];
        CAPTURE(file);
        // 16-bit grey: the reference saturates, we keep the high byte.
        const bool high = want.contains(file + "@high_byte");
        const std::string plain = file + (high ? "@high_byte" : "");
        Image got = decode(file, high ? 1 : 3, AlphaRule::ignore);
        if (golden_samples(want, plain).channels == 3 && high)
            got = decode(file, 3, AlphaRule::ignore);
        CHECK(equals_golden(got, want, plain));
        if (want.contains(file + "@rgba")) {
            CHECK(equals_golden(decode(file, 4, AlphaRule::ignore), want, file + "@rgba"));
            CHECK(
                equals_golden(decode(file, 3, AlphaRule::over_white), want, file + "@over_white"));
        } else if (!high) {
            CHECK(equals_golden(decode(file, 3, AlphaRule::over_white), want, file));
        }
        ++files;
    }
    CHECK(files == 84);
}

TEST_CASE("the header tells the recorded size, format and alpha") {
    for (const auto& row : golden_json("files.json")) {
        const std::string file = row["file"];
        CAPTURE(file);
        const ImageInfo info =
            probe_image(std::filesystem::path(CATVTON_TEST_DATA "/images/files/" + file));
        CHECK(format_name(info.format) == row["format"].get<std::string>());
        CHECK(info.alpha == row["alpha"].get<bool>());
        const bool turned = info.orientation >= 5;
        CHECK((turned ? info.height : info.width) == row["width"].get<int>());
        CHECK((turned ? info.width : info.height) == row["height"].get<int>());
    }
}

TEST_CASE("every bad file gets its verdict") {
    int files = 0;
    const auto expected = golden_json("bad/expected.json");
    for (const auto& [file, row] : expected["files"].items()) {
        CAPTURE(file);
        std::string verdict = "ok", message;
        try {
            const Image image = load_image(CATVTON_TEST_DATA "/images/bad/" + file);
            if (row.contains("size")) {
                CHECK(image.width() == row["size"][0].get<int>());
                CHECK(image.height() == row["size"][1].get<int>());
            }
        } catch (const Error& error) {
            verdict = error_info(error.code()).name;
            message = error.what();
        }
        CAPTURE(message);
        const bool accepted = verdict == row["expect"] || verdict == row.value("or", "");
        CHECK_MESSAGE(accepted, "got " << verdict << ", expected " << row["expect"]);
        CHECK((verdict == "ok" || message.size() > 20));
        ++files;
    }
    CHECK(files == 96);
}
