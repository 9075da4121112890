#include "weights/safetensors.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <cstring>
#include <vector>

#include "support/error_check.hpp"
#include "support/formula_state_dict.hpp"
#include "unit/weights/file_fixture.hpp"
#include "weights/half.hpp"
#include "weights/safetensors_writer.hpp"

using namespace catvton;
using test::check_error;
using test::safetensors_text;
using weights::DType;

namespace {

weights::StateDict read_text(const std::string& content) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "file.safetensors";
    test::write_file(path, content);
    return weights::load_state_dict(path);
}

/// A header that must be refused, the data behind it, and part of the message.
struct Bad {
    std::string header;
    std::size_t data;
    const char* rule;
    ErrorCode code = ErrorCode::corrupt_weights;
};

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets +
           "}}";
}

const std::string kTwo = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)";

const std::vector<Bad>& bad_headers() {
    static const std::vector<Bad> rows{
        {"", 0, "JSON"},
        {"[]", 0, "not an object"},
        {"null", 0, "not an object"},
        {"5", 0, "not an object"},
        {"\"a\"", 0, "not an object"},
        {"{", 0, "syntax error"},
        {"{}x", 0, "syntax error"},
        {"{} {}", 0, "syntax error"},
        {"{'a':1}", 0, "syntax error"},
        {"{\"a\":01}", 0, "syntax error"},
        {"{\"a\":NaN}", 0, "syntax error"},
        {"{/**/}", 0, "syntax error"},
        {"\xEF\xBB\xBF{}", 0, "byte order mark"},
        {"{\"\xFF\":1}", 0, "syntax error"},
        {std::string("{\"a\0b\":1}", 9), 0, "JSON"},
        {"{\"a\":1}", 0, "exactly dtype, shape and data_offsets"},
        {"{\"a\":{}}", 0, "exactly dtype"},
        {"{\"a\":[]}", 0, "exactly dtype"},
        {"{\"a\":null}", 0, "exactly dtype"},
        {R"({"a":{"dtype":"F32","shape":[1]}})", 4, "exactly dtype"},
        {R"({"a":{"dtype":"F32","data_offsets":[0,4]}})", 4, "exactly dtype"},
        {R"({"a":{"shape":[1],"data_offsets":[0,4]}})", 4, "exactly dtype"},
        {R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}})", 4, "exactly dtype"},
        {R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4,
         "duplicate key 'dtype'"},
        {kTwo + R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8, "duplicate key 'a'"},
        {R"({"__metadata__":{},"__metadata__":{}})", 0, "duplicate key"},
        {R"({"__metadata__":[]})", 0, "__metadata__ is not an object"},
        {R"({"__metadata__":"x"})", 0, "__metadata__ is not an object"},
        {R"({"__metadata__":{"a":1}})", 0, "is not a string"},
        {R"({"__metadata__":{"a":null}})", 0, "is not a string"},
        {R"({"__metadata__":{"a":{"b":{"c":{}}}}})", 0, "nested deeper"},
        {entry("5", "[1]", "[0,4]"), 4, "dtype is not a string"},
        {entry("null", "[1]", "[0,4]"), 4, "dtype is not a string"},
        {entry("\"f32\"", "[1]", "[0,4]"), 4, "unknown dtype 'f32'"},
        {entry("\"FLOAT\"", "[1]", "[0,4]"), 4, "unknown dtype"},
        {entry("\"\"", "[1]", "[0,4]"), 4, "unknown dtype"},
        {entry("\"F8_E4M3\"", "[1]", "[0,1]"), 1, "F8_E4M3", ErrorCode::unsupported_format},
        {entry("\"F8_E5M2\"", "[1]", "[0,1]"), 1, "F8_E5M2", ErrorCode::unsupported_format},
        {entry("\"F4\"", "[2]", "[0,1]"), 1, "F4", ErrorCode::unsupported_format},
        {entry("\"C64\"", "[1]", "[0,8]"), 8, "C64", ErrorCode::unsupported_format},
        {entry("\"F32\"", "1", "[0,4]"), 4, "shape is not a list"},
        {entry("\"F32\"", "{}", "[0,4]"), 4, "shape is not a list"},
        {entry("\"F32\"", "[-1]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[1.0]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[1e0]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[\"1\"]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[true]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[[1]]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[9223372036854775808]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[18446744073709551616]", "[0,4]"), 4, "not a size"},
        {entry("\"F32\"", "[9223372036854775807,2]", "[0,4]"), 4, "overflows"},
        {entry("\"F32\"", "[9223372036854775807,2,0]", "[0,0]"), 0, "overflows"},
        {entry("\"F32\"", "[4294967296,4294967296]", "[0,4]"), 4, "overflows"},
        {entry("\"F32\"", "[0,9223372036854775807,2]", "[0,0]"), 0, "overflows"},
        {entry("\"F32\"", "[-0]", "[0,0]"), 0, "not a size"},
        {R"({"a\u001b[2J":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4,
         "tensor 'a\\x1b[2J' has control characters"},
        {entry("\"F32\"", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, "rank 9"},
        {entry("\"F32\"", "[2]", "[0,4]"), 4, "its shape and dtype need 8"},
        {entry("\"F32\"", "[1]", "[0,8]"), 8, "its shape and dtype need 4"},
        {entry("\"F16\"", "[2]", "[0,8]"), 8, "its shape and dtype need 4"},
        {entry("\"F32\"", "[1]", "0"), 4, "not a pair"},
        {entry("\"F32\"", "[1]", "[0]"), 4, "not a pair"},
        {entry("\"F32\"", "[1]", "[0,4,8]"), 4, "not a pair"},
        {entry("\"F32\"", "[1]", "[-4,0]"), 4, "not unsigned"},
        {entry("\"F32\"", "[1]", "[0.0,4]"), 4, "not unsigned"},
        {entry("\"F32\"", "[1]", "[null,4]"), 4, "not unsigned"},
        {entry("\"F32\"", "[1]", "[4,0]"), 4, "lie outside"},
        {entry("\"F32\"", "[1]", "[0,4]"), 3, "lie outside"},
        {entry("\"F32\"", "[1]", "[18446744073709551612,18446744073709551615]"), 4, "lie outside"},
        {entry("\"F32\"", "[1]", "[0,4]"), 5, "bytes follow"},
        {"{}", 1, "bytes follow"},
        {entry("\"F32\"", "[1]", "[4,8]"), 8, "hole"},
        {kTwo + R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8, "overlap"},
        {kTwo + R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8, "overlap"},
        {kTwo + R"("b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}})", 16, "hole"},
        {"{\"" + std::string(600, 'n') + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
         4, "too long"},
        {std::string(100, '['), 0, "JSON"},
        {"{\"a\":" + std::string(100, '['), 0, "nested deeper"},
    };
    return rows;
}

/// A small file with every element type.
std::string good_file() {
    const test::TemporaryFolder folder;
    weights::StateDict state;
    const auto bytes = std::make_shared<std::vector<std::byte>>(64, std::byte{1});
    for (int i = 0; i <= static_cast<int>(DType::f64); ++i) {
        const auto dtype = static_cast<DType>(i);
        state.add("t" + std::to_string(i),
                  {dtype, {2, 1}, bytes->data(), 2 * weights::dtype_size(dtype), bytes});
    }
    state.add("scalar", {DType::f32, {}, bytes->data(), 4, bytes});
    state.add("empty", {DType::f32, {0, 3}, bytes->data(), 0, bytes});
    state.metadata()["format"] = "pt";
    const auto path = folder.path() / "x.safetensors";
    weights::write_safetensors(state, path);
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("safetensors: every type comes back, with the metadata") {
    const weights::StateDict state = read_text(good_file());
    CHECK(state.size() == 15);
    CHECK(state.metadata().at("format") == "pt");
    CHECK(state.find("scalar")->shape.empty());
    CHECK(state.find("empty")->bytes == 0);
    for (int i = 0; i <= static_cast<int>(DType::f64); ++i) {
        const weights::TensorEntry* const tensor = state.find("t" + std::to_string(i));
        REQUIRE(tensor);
        CHECK((tensor->dtype == static_cast<DType>(i)));
        CHECK(tensor->bytes == 2 * weights::dtype_size(tensor->dtype));
        CHECK((tensor->data[0] == std::byte{1}));
        CHECK(tensor->mapped);
    }
}

TEST_CASE("safetensors: spaces around the header and tensors in any order are fine") {
    CHECK(read_text(safetensors_text(" {} ")).empty());
    const std::string header = R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},)"
                               R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}   )";
    CHECK(read_text(safetensors_text(header, "xy")).size() == 2);
}

TEST_CASE("safetensors: every malformed header is refused by its rule") {
    for (const Bad& row : bad_headers()) {
        CAPTURE(row.header.substr(0, 120));
        check_error(row.code, row.rule,
                    [&] { read_text(safetensors_text(row.header, std::string(row.data, 'x'))); });
    }
    CHECK(bad_headers().size() >= 70);
}

TEST_CASE("safetensors: broken header lengths") {
    check_error(ErrorCode::corrupt_weights, "truncated", [] { read_text(""); });
    check_error(ErrorCode::corrupt_weights, "truncated", [] { read_text("abc"); });
    check_error(ErrorCode::corrupt_weights, "truncated",
                [] { read_text(std::string("\x05\0\0\0\0\0\0\0{}", 10)); });
    check_error(ErrorCode::corrupt_weights, "too long",
                [] { read_text(std::string(8, '\xFF') + "{}"); });
    check_error(ErrorCode::corrupt_weights, "too long",
                [] { read_text(std::string(8, '\x7F') + "{}"); });
}

TEST_CASE("safetensors: no truncation of a good file is read") {
    const std::string good = good_file();
    for (std::size_t size = 0; size < good.size(); ++size) {
        check_error(ErrorCode::corrupt_weights, "safetensors",
                    [&] { read_text(good.substr(0, size)); });
    }
}

TEST_CASE("safetensors: a flipped bit is refused or read, never worse") {
    const std::string good = good_file();
    int refused = 0;
    for (std::size_t bit = 0; bit < 8 * good.size(); bit += 3) {
        std::string damaged = good;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        try {
            read_text(damaged);
        } catch (const Error& error) {
            CHECK((error.code() == ErrorCode::corrupt_weights ||
                   error.code() == ErrorCode::unsupported_format));
            ++refused;
        }
    }
    CHECK(refused > 100);
}

TEST_CASE("safetensors: a header that would cost far more memory than its size stops early") {
    std::string header = "{";
    for (int i = 0; i < 600'000; ++i) header += "\"" + std::to_string(i) + "\":0,";
    header.back() = '}';
    check_error(ErrorCode::corrupt_weights, "more than",
                [&] { read_text(safetensors_text(header)); });
}

TEST_CASE("safetensors: reading a large file takes no memory") {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "large.safetensors";
    constexpr std::uintmax_t kBytes = std::uintmax_t{1} << 30;
    const std::string head = safetensors_text(
        R"({"a":{"dtype":"F32","shape":[16384,16384],"data_offsets":[0,1073741824]}})");
    test::write_file(path, head);
    std::filesystem::resize_file(path, head.size() + kBytes);  // sparse
    rusage before{}, after{};
    getrusage(RUSAGE_SELF, &before);
    const weights::StateDict state = weights::load_state_dict(path);
    getrusage(RUSAGE_SELF, &after);
    CHECK(state.find("a")->bytes == kBytes);
    CHECK(state.format() == "safetensors");
    CHECK(after.ru_maxrss - before.ru_maxrss < 16 * 1024);  // KiB
}

TEST_CASE("safetensors: converted values are those of the single conversion") {
    const test::TemporaryFolder folder;
    // More than one chunk, with a part of a chunk at the end.
    std::vector<float> values(150'001);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = std::ldexp(static_cast<float>(i) - 75'000.0f, static_cast<int>(i % 50) - 30);
    weights::StateDict state;
    state.add("f", test::float_entry({150'001}, values));
    const std::vector<double> doubles(values.begin(), values.end());
    state.add("d", {DType::f64,
                    {150'001},
                    reinterpret_cast<const std::byte*>(doubles.data()),
                    doubles.size() * sizeof(double),
                    nullptr});
    const std::vector<std::int64_t> integers{1, -2};
    state.add("i", {DType::i64,
                    {2},
                    reinterpret_cast<const std::byte*>(integers.data()),
                    integers.size() * sizeof(std::int64_t),
                    nullptr});
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
        const auto path = folder.path() / "x.safetensors";
        weights::write_safetensors(state, path, dtype);
        const weights::StateDict read = weights::load_state_dict(path);
        CHECK((read.find("i")->dtype == DType::i64));
        CHECK(std::memcmp(read.find("i")->data, integers.data(), 16) == 0);
        for (const char* name : {"f", "d"}) {
            const weights::TensorEntry& entry = *read.find(name);
            REQUIRE((entry.dtype == dtype));
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                float value = values[i];
                if (dtype == DType::f32) {
                    wrong += std::memcmp(entry.data + 4 * i, &value, 4) != 0;
                    continue;
                }
                const std::uint16_t bits = dtype == DType::f16 ? weights::float_to_half(value)
                                                               : weights::float_to_bfloat16(value);
                wrong += std::memcmp(entry.data + 2 * i, &bits, 2) != 0;
            }
            CHECK(wrong == 0);
        }
        CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    }
}

TEST_CASE("safetensors: a full disk leaves nothing behind") {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "x.safetensors";
    test::write_file(path, "old");
    weights::StateDict state;
    state.add("f", test::float_entry({100'000}, std::vector<float>(100'000, 1.0f)));
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{64 * 1024, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    check_error(ErrorCode::io, "cannot write", [&] { weights::write_safetensors(state, path); });
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, handler);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    CHECK(std::filesystem::file_size(path) == 3);
}

TEST_CASE("safetensors: a file may be replaced while it is read from") {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "x.safetensors";
    weights::StateDict state;
    state.add("f", test::float_entry({3}, {1, 2, 3}));
    weights::write_safetensors(state, path);
    const weights::StateDict mapped = weights::load_state_dict(path);
    weights::write_safetensors(mapped, path, DType::f16);
    CHECK(weights::load_state_dict(path).find("f")->bytes == 6);
    CHECK(mapped.find("f")->bytes == 12);
    float last = 0;
    std::memcpy(&last, mapped.find("f")->data + 8, sizeof last);
    CHECK(last == 3);
}

TEST_CASE("safetensors: writing fails whole") {
    const test::TemporaryFolder folder;
    check_error(ErrorCode::io, "cannot create", [&] {
        weights::write_safetensors({}, folder.path() / "missing" / "x.safetensors");
    });
    std::filesystem::create_directory(folder.path() / "taken");
    check_error(ErrorCode::io, "rename",
                [&] { weights::write_safetensors({}, folder.path() / "taken"); });
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}
