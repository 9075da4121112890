#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "catvton/auto_masker.hpp"
#include "catvton/error.hpp"
#include "unit/masker/random_image.hpp"
#include "unit/masker/small_masker.hpp"

using namespace catvton;
using test::noise_image;
using test::SmallMaskerFolder;

namespace {

const SmallMaskerFolder& folder() {
    static const SmallMaskerFolder small;
    return small;
}

std::shared_ptr<GpuContext> cpu() {
    DeviceOptions options;
    options.device = "cpu";
    return GpuContext::create(options);
}

AutoMasker make_masker(const std::filesystem::path& path = folder().path()) {
    ModelOptions options;
    options.resume_path = path.string();
    return AutoMasker(cpu(), options);
}

template <class Call>
ErrorCode code_of(Call&& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::internal;
}

}  // namespace

TEST_CASE("a small model of the same architecture loads and makes a mask of the photo's size") {
    AutoMasker masker = make_masker();
    const Image photo = noise_image(97, 131, 3, 1);
    const MaskResult result = masker.mask(photo, ClothType::upper);
    for (const Image* const map : {&result.mask, &result.densepose, &result.atr, &result.lip}) {
        CHECK(map->width() == 97);
        CHECK(map->height() == 131);
        CHECK(map->channels() == 1);
    }
    REQUIRE(!result.people.empty());
    CHECK(result.person == 0);
    CHECK(std::is_sorted(result.people.begin(), result.people.end(),
                         [](const PersonBox& a, const PersonBox& b) { return a.score > b.score; }));
    for (const PersonBox& person : result.people) {
        CHECK(person.x0 >= 0.0f);
        CHECK(person.x1 <= 97.0f);
        CHECK(person.y0 < person.y1);
        CHECK(person.score > 0.8f);
    }
    CHECK(result.seconds.densepose > 0.0);
    CHECK(result.seconds.total >= result.seconds.densepose + result.seconds.atr);
    const PrecomputedMaps maps{result.densepose, result.atr, result.lip};
    CHECK(AutoMasker::assemble(maps, ClothType::upper) == result.mask);
}

TEST_CASE("a second garment for the same photo costs no second parse") {
    AutoMasker masker = make_masker();
    const Image photo = noise_image(80, 100, 3, 2);
    const MaskResult first = masker.mask(photo, ClothType::upper);
    const MaskResult second = masker.mask(photo, ClothType::lower);
    CHECK_FALSE(first.from_cache);
    CHECK(second.from_cache);
    CHECK(second.seconds.atr == 0.0);
    CHECK(second.densepose == first.densepose);
    MaskOptions uncached;
    uncached.use_cache = false;
    CHECK_FALSE(masker.mask(photo, ClothType::upper, uncached).from_cache);
    masker.set_cache_bytes(0);
    CHECK_FALSE(masker.mask(photo, ClothType::upper).from_cache);
    CHECK_FALSE(masker.mask(photo, ClothType::upper).from_cache);
}

TEST_CASE("released networks are loaded again and give the same maps") {
    AutoMasker masker = make_masker();
    masker.set_cache_bytes(0);
    masker.load();
    const Image photo = noise_image(64, 64, 3, 3);
    const MaskResult before = masker.mask(photo, ClothType::overall);
    CHECK(before.seconds.load < before.seconds.densepose);
    masker.release();
    CHECK(masker.mask(photo, ClothType::overall).mask == before.mask);
}

TEST_CASE("grey and transparent photos are used as RGB, whatever their stride") {
    AutoMasker masker = make_masker();
    const Image grey = noise_image(70, 90, 1, 4);
    Image rgb(70, 90, 3), rgba(70, 90, 4);
    for (std::size_t i = 0; i < grey.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            rgb.data()[3 * i + c] = rgba.data()[4 * i + c] = grey.data()[i];
        }
        rgba.data()[4 * i + 3] = static_cast<std::uint8_t>(i);
    }
    const Image want = masker.mask(rgb, ClothType::upper).mask;
    CHECK(masker.mask(grey, ClothType::upper).mask == want);
    CHECK(masker.mask(rgba, ClothType::upper).mask == want);
    const Image wide = noise_image(100, 90, 3, 4);
    ImageView window = wide.view();
    window.width = 70;
    window.stride = wide.row_bytes();
    CHECK(masker.mask(window, ClothType::upper).mask.width() == 70);
}

TEST_CASE("sizes from 64 to 4096 work, others are refused by name") {
    AutoMasker masker = make_masker();
    masker.set_cache_bytes(0);
    for (const auto& [width, height] :
         {std::pair{64, 64}, {65, 67}, {64, 4096}, {4096, 64}, {1023, 771}, {1025, 99}}) {
        const MaskResult result = masker.mask(noise_image(width, height, 3, 5), ClothType::outer);
        CHECK(result.mask.width() == width);
        CHECK(result.mask.height() == height);
    }
    for (const auto& [width, height] : {std::pair{63, 100}, {100, 63}, {4097, 100}}) {
        const Image photo(width, height, 3);
        CHECK(code_of([&] { masker.mask(photo, ClothType::upper); }) ==
              ErrorCode::invalid_argument);
    }
}

TEST_CASE("nobody found is an error, unless it is allowed") {
    const SmallMaskerFolder nobody(-5.0f);
    AutoMasker masker = make_masker(nobody.path());
    const Image photo = noise_image(90, 70, 3, 6);
    CHECK(code_of([&] { masker.mask(photo, ClothType::upper); }) == ErrorCode::no_person);
    MaskOptions options;
    options.allow_no_person = true;
    const MaskResult result = masker.mask(photo, ClothType::upper, options);
    CHECK(result.person == -1);
    CHECK(result.people.empty());
    CHECK(std::count(result.densepose.data(), result.densepose.data() + result.densepose.size(),
                     0) == 90 * 70);
    // The cached maps do not hide the error from a caller who does not allow it.
    CHECK(code_of([&] { masker.mask(photo, ClothType::upper); }) == ErrorCode::no_person);
}

TEST_CASE("of several people the largest or a numbered one can be chosen") {
    AutoMasker masker = make_masker();
    const Image photo = noise_image(200, 150, 3, 7);
    MaskOptions options;
    options.person_choice = PersonChoice::largest;
    const MaskResult largest = masker.mask(photo, ClothType::upper, options);
    const auto area = [](const PersonBox& box) { return (box.x1 - box.x0) * (box.y1 - box.y0); };
    for (const PersonBox& person : largest.people) {
        CHECK(area(person) <= area(largest.people[static_cast<std::size_t>(largest.person)]));
    }
    options.person_choice = PersonChoice::index;
    options.person_index = static_cast<int>(largest.people.size()) - 1;
    CHECK(masker.mask(photo, ClothType::upper, options).person == options.person_index);
    options.person_index = 99;
    CHECK(code_of([&] { masker.mask(photo, ClothType::upper, options); }) == ErrorCode::no_person);
}

TEST_CASE("threads may share a masker") {
    AutoMasker masker = make_masker();
    const Image photo = noise_image(64, 80, 3, 8);
    const Image want = masker.mask(photo, ClothType::upper).mask;
    masker.set_cache_bytes(0);
    std::vector<Image> masks(3);
    {
        std::vector<std::jthread> threads;
        for (Image& mask : masks) {
            threads.emplace_back([&] { mask = masker.mask(photo, ClothType::upper).mask; });
        }
    }
    for (const Image& mask : masks) CHECK(mask == want);
}

TEST_CASE("options out of range are refused by field, value and range") {
    const auto message = [](auto&& change) {
        MaskOptions options;
        change(options);
        try {
            options.validate();
        } catch (const Error& error) {
            CHECK(error.code() == ErrorCode::invalid_argument);
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(message([](MaskOptions&) {}).empty());
    CHECK(message([](MaskOptions& o) { o.grow = 1025; }) == "grow is 1025: must be -1024 to 1024");
    CHECK(message([](MaskOptions& o) { o.feather = -1; }) == "feather is -1: must be 0 to 256");
    CHECK(message([](MaskOptions& o) { o.person_index = 100; }) ==
          "person_index is 100: must be 0 to 99");
    CHECK(!message([](MaskOptions& o) { o.deadline_seconds = -1; }).empty());
    CHECK(!message([](MaskOptions& o) { o.fit = static_cast<MaskFit>(7); }).empty());
}

TEST_CASE("cancelled and late calls stop, and the masker stays usable") {
    AutoMasker masker = make_masker();
    const Image photo = noise_image(64, 64, 3, 9);
    MaskOptions options;
    options.cancellation.cancel();
    CHECK(code_of([&] { masker.mask(photo, ClothType::upper, options); }) == ErrorCode::cancelled);
    options = {};
    options.deadline_seconds = 1e-6;
    CHECK(code_of([&] { masker.mask(photo, ClothType::upper, options); }) ==
          ErrorCode::deadline_exceeded);
    CHECK_NOTHROW(masker.mask(photo, ClothType::upper));
}

TEST_CASE("missing files, wrong configs and wrong weights are named") {
    CHECK(code_of([] { make_masker("/nonexistent/folder"); }) == ErrorCode::not_found);
    CHECK(code_of([] { make_masker(folder().path() / "SCHP"); }) == ErrorCode::not_found);
    const SmallMaskerFolder broken;
    std::ofstream(broken.path() / "SCHP" / "atr.json") << R"({"width": 16})";
    std::ofstream(broken.path() / "SCHP" / "lip.json") << "[]";
    AutoMasker masker = make_masker(broken.path());
    const Image photo = noise_image(64, 64, 3, 10);
    CHECK(code_of([&] { masker.mask(photo, ClothType::upper); }) == ErrorCode::corrupt_weights);
    CHECK(code_of([&] { masker.load(); }) == ErrorCode::corrupt_weights);
}

TEST_CASE("the three files may lie side by side") {
    const SmallMaskerFolder flat;
    const auto move = [&](const char* from, const char* to) {
        std::filesystem::rename(flat.path() / from, flat.path() / to);
    };
    for (const char* const name : {"exp-schp-201908301523-atr.pth", "exp-schp-201908261155-lip.pth",
                                   "atr.json", "lip.json"}) {
        std::filesystem::rename(flat.path() / "SCHP" / name, flat.path() / name);
    }
    move("DensePose/model_final_162be9.pkl", "model_final_162be9.pkl");
    move("DensePose/config.json", "densepose.json");
    AutoMasker masker = make_masker(flat.path());
    CHECK_NOTHROW(masker.load());
}
