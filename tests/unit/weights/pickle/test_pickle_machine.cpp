#include <doctest/doctest.h>

#include <bit>
#include <limits>

#include "support/weight_builder.hpp"
#include "weights/pickle_machine.hpp"
#include "weights/pickle_opcodes.hpp"
#include "weights/printable.hpp"

using namespace catvton::test;
using namespace catvton::weights;

namespace {

Pickle run(const std::string& program) {
    ByteReader bytes(std::as_bytes(std::span(program)), "test");
    return read_pickle(bytes);
}

std::int64_t integer_of(std::string_view opcodes) {
    const std::string program = PickleWriter().raw(opcodes).stop();
    const Pickle pickle = run(program);
    REQUIRE((pickle.value().kind == PickleKind::integer));
    return pickle.value().integer;
}

}  // namespace

TEST_CASE("pickle machine: integers in every form") {
    CHECK(integer_of("K\xff") == 255);
    CHECK(integer_of("M\xff\xff") == 65'535);
    CHECK(integer_of("J\xff\xff\xff\xff") == -1);
    CHECK(integer_of(std::string_view("\x8a\x00", 2)) == 0);
    CHECK(integer_of("\x8a\x01\xff") == -1);
    CHECK(integer_of(std::string_view("\x8a\x02\xff\x00", 4)) == 255);
    CHECK(integer_of(std::string_view("\x8a\x05\x00\x00\x00\x00\x01", 7)) == std::int64_t{1} << 32);
    for (const std::int64_t value : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-129},
                                     std::numeric_limits<std::int64_t>::max()}) {
        CHECK(integer_of(PickleWriter(0).integer(value).str()) == value);
    }
}

TEST_CASE("pickle machine: floats, constants, texts") {
    const std::string program = PickleWriter()
                                    .raw(std::string_view("(G\x3f\xf8\0\0\0\0\0\0N\x88\x89", 13))
                                    .raw(
                                        "U\x01"
                                        "at")
                                    .stop();
    const Pickle pickle = run(program);
    const auto item = [&](std::size_t i) { return pickle.arena[pickle.value().items[i]]; };
    REQUIRE(pickle.value().items.size() == 5);
    CHECK(std::bit_cast<double>(item(0).integer) == 1.5);
    CHECK((item(1).kind == PickleKind::none));
    CHECK((item(2).kind == PickleKind::boolean && item(2).integer == 1));
    CHECK((item(3).kind == PickleKind::boolean && item(3).integer == 0));
    CHECK((item(4).kind == PickleKind::text && item(4).text == "a"));
}

TEST_CASE("pickle machine: the memo shares values, whatever its indices") {
    const std::string program =
        PickleWriter(4).raw("]r\xff\xff\xff\xff\x94").raw("j\xff\xff\xff\xffh\x01\x87").stop();
    const Pickle pickle = run(program);
    REQUIRE(pickle.value().items.size() == 3);
    CHECK(pickle.value().items[0] == pickle.value().items[1]);
    CHECK(pickle.value().items[0] == pickle.value().items[2]);
}

TEST_CASE("pickle machine: the last of two equal keys wins") {
    const std::string program =
        PickleWriter().raw("}(").text("a").raw("K\x01").text("a").raw("K\x02u").stop();
    const Pickle pickle = run(program);
    const PickleValue* const value = find_key(pickle.arena, pickle.value(), "a");
    REQUIRE(value != nullptr);
    CHECK(value->integer == 2);
    CHECK(find_key(pickle.arena, pickle.value(), "b") == nullptr);
}

TEST_CASE("pickle machine: leaves what stands behind STOP") {
    const std::string program = PickleWriter().raw("N").stop() + "rest";
    ByteReader bytes(std::as_bytes(std::span(program)), "test");
    read_pickle(bytes);
    CHECK(bytes.left() == 4);
}

TEST_CASE("pickle opcodes have Python's names") {
    CHECK(opcode_name('i') == "INST");
    CHECK(opcode_name(0x92) == "NEWOBJ_EX");
    CHECK(opcode_name(0x07) == "0x07");
}

TEST_CASE("printable: what a file says cannot break a message") {
    CHECK(printable("a'b") == "a'b");
    CHECK(printable(std::string("a\0\n\x1b\xff", 5)) == "a\\x00\\x0a\\x1b\\xff");
    CHECK(printable("abcdef", 3) == "abc...");
}

TEST_CASE("clean UTF-8") {
    for (const char* good : {"", "a", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})
        CHECK(is_clean_utf8(good));
    for (const char* bad : {"\n", "\x7f", "\xc2\x80", "\x80", "\xc0\xaf", "\xc3", "\xe0\x80\x80",
                            "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xff"}) {
        CHECK_FALSE(is_clean_utf8(bad));
    }
}
