#include <doctest/doctest.h>

#include <algorithm>

#include "support/error_check.hpp"
#include "support/weight_builder.hpp"
#include "unit/weights/pickle/allocation_meter.hpp"
#include "unit/weights/pickle/bad_file.hpp"
#include "unit/weights/pickle/seed_values.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

constexpr std::size_t kAllowance = std::size_t{64} << 20;

/// Each file gets its code and message, and little memory.
std::size_t check_refusals(const std::vector<BadFile>& files) {
    for (const BadFile& file : files) {
        CAPTURE(file.what);
        const AllocationMeter meter;
        check_error(file.code, file.message, [&] { load_bytes(file.bytes); });
        CHECK(meter.peak() < 2 * file.bytes.size() + kAllowance);
    }
    return files.size();
}

enum class Outcome { loaded, refused, wrong };

Outcome try_load(const std::string& bytes) {
    try {
        load_bytes(bytes);
        return Outcome::loaded;
    } catch (const Error& error) {
        const bool expected = error.code() == ErrorCode::corrupt_weights ||
                              error.code() == ErrorCode::unsupported_format;
        return expected ? Outcome::refused : Outcome::wrong;
    }
}

}  // namespace

TEST_CASE("malformed: archives") { CHECK(check_refusals(bad_archives()) >= 50); }
TEST_CASE("malformed: records of an archive") { CHECK(check_refusals(bad_torch_records()) >= 14); }
TEST_CASE("malformed: pickle programs") { CHECK(check_refusals(bad_programs()) >= 100); }
TEST_CASE("malformed: tensors") { CHECK(check_refusals(bad_tensors()) >= 55); }
TEST_CASE("malformed: legacy streams") { CHECK(check_refusals(bad_legacy_streams()) >= 30); }
TEST_CASE("malformed: pickles of arrays") { CHECK(check_refusals(bad_array_pickles()) >= 35); }
TEST_CASE("malformed: other files") { CHECK(check_refusals(bad_other_files()) >= 7); }

TEST_CASE("malformed: every truncation of every seed is refused") {
    for (const std::string& name : seed_names()) {
        CAPTURE(name);
        const std::string whole = read_seed(name);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CAPTURE(size);
            if (try_load(whole.substr(0, size)) != Outcome::refused) FAIL_CHECK("not refused");
        }
    }
}

TEST_CASE("malformed: every flipped bit of every seed is refused or harmless") {
    std::size_t runs = 0;
    for (const std::string& name : seed_names()) {
        CAPTURE(name);
        std::string bytes = read_seed(name);
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit, ++runs) {
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
            CAPTURE(bit);
            if (try_load(bytes) == Outcome::wrong) FAIL_CHECK("another code");
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
        }
    }
    CHECK(runs > 200'000);
}

TEST_CASE("malformed: a flipped bit in a record of an archive is never overlooked") {
    std::string bytes = build_zip(torch_zip(state_dict_pickle({TensorSpec{}})));
    const std::size_t begin = bytes.find(storage_bytes(6));
    REQUIRE(begin != std::string::npos);
    for (std::size_t bit = 8 * begin; bit < 8 * (begin + 24); ++bit) {
        std::string damaged = bytes;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        check_error(ErrorCode::corrupt_weights, "wrong CRC", [&] { load_bytes(damaged); });
    }
}
