#include "weights/safetensors.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include "support/error_check.hpp"
#include "unit/weights/file_fixture.hpp"
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
