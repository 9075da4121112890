#include <doctest/doctest.h>

#include "support/error_check.hpp"
#include "support/weight_builder.hpp"
#include "unit/weights/pickle/seed_values.hpp"
#include "weights/zip_reader.hpp"

using namespace catvton;
using namespace catvton::test;

namespace {

std::string extra64(const std::string& values) {
    return little_endian(1, 2) + little_endian(values.size(), 2) + values;
}

/// One float behind a header of exactly `header_size` bytes.
std::string safetensors(std::size_t header_size) {
    std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    header.resize(header_size, ' ');
    return little_endian(header_size, 8) + header + storage_bytes(1);
}

}  // namespace

TEST_CASE("formats: a safetensors length that looks like another format") {
    // 0x80 and a protocol, "PK".
    for (const std::size_t size : {0x80u, 0x0280u, 0x0480u, 0x4B50u}) {
        CAPTURE(size);
        check_tensor(load_bytes(safetensors(size)), "w", "F32", {1}, {0});
    }
}

TEST_CASE("formats: zip variants that are legitimate") {
    ZipSpec zip = torch_zip(state_dict_pickle({TensorSpec{}}));
    SUBCASE("a comment") { zip.comment = "written by hand"; }
    SUBCASE("padding in an extra field, as for alignment") {
        zip.members[2].local_extra = "FB" + little_endian(20, 2) + std::string(20, 'Z');
    }
    SUBCASE("sizes and offset in ZIP64 fields") {
        ZipMember& storage = zip.members[2];
        storage.size = storage.compressed = storage.local_size = 0xFFFFFFFF;
        storage.local_extra = extra64(little_endian(24, 8) + little_endian(24, 8));
        storage.central_extra = storage.local_extra;
        zip.zip64 = true;
    }
    SUBCASE("no byteorder, as before PyTorch 2.1") { zip.members.erase(zip.members.begin() + 1); }
    SUBCASE("another folder") {
        for (ZipMember& member : zip.members) member.name.replace(0, 5, "archive");
    }
    check_tensor(load_bytes(build_zip(zip)), "w", "F32", {2, 3}, ramp(6));
}

TEST_CASE("formats: threads report the first damaged record by name") {
    // Large enough that several threads share the work.
    ZipSpec zip;
    for (char c = 'a'; c <= 'p'; ++c) zip.members.push_back({{c}, std::string(1 << 20, c)});
    for (const std::size_t bad : {15u, 9u, 4u}) {
        zip.members[bad].crc = 1;
        const std::string file = build_zip(zip);
        const auto entries = weights::read_zip(std::as_bytes(std::span(file)), "test");
        CHECK(entries.size() == 16);
        check_error(ErrorCode::corrupt_weights,
                    "entry '" + zip.members[bad].name + "' has a wrong CRC",
                    [&] { weights::check_zip_crcs(entries, "test"); });
    }
}

TEST_CASE("formats: state dicts below the usual keys") {
    const auto wrapped = [](const std::vector<std::string>& keys) {
        PickleWriter writer;
        for (const std::string& key : keys) writer.raw("}").text(key);
        const std::string inner = state_dict_pickle({TensorSpec{}});
        writer.raw(std::string_view(inner).substr(2, inner.size() - 3));
        return build_zip(torch_zip(writer.raw(std::string(keys.size(), 's')).stop()));
    };
    for (const std::vector<std::string>& keys :
         std::vector<std::vector<std::string>>{{"state_dict"},
                                               {"model"},
                                               {"model", "state_dict"},
                                               {"state_dict", "model", "blobs"}}) {
        check_tensor(load_bytes(wrapped(keys)), "w", "F32", {2, 3}, ramp(6));
    }
    check_error(ErrorCode::corrupt_weights, "tensor 'net': is a dict",
                [&] { load_bytes(wrapped({"net"})); });
}

TEST_CASE("formats: a tensor called model is a tensor") {
    TensorSpec tensor;
    tensor.name = "model";
    check_tensor(load_bytes(build_zip(torch_zip(state_dict_pickle({tensor})))), "model", "F32",
                 {2, 3}, ramp(6));
}

TEST_CASE("formats: optimiser states of Caffe2 are dropped, Fortran order is undone") {
    ArraySpec momentum, fortran;
    momentum.name = "w_momentum";
    fortran.name = "f";
    fortran.fortran = true;
    const weights::StateDict state = load_bytes(model_pickle({momentum, fortran}));
    REQUIRE(state.size() == 1);
    check_tensor(state, "f", "F32", {2, 3}, {0, 2, 4, 1, 3, 5});
}

TEST_CASE("formats: empty tensors, and a storage that no tensor uses") {
    TensorSpec empty;
    empty.shape = {0, 3};
    empty.count = 6;
    check_tensor(load_bytes(build_zip(torch_zip(state_dict_pickle({empty})))), "w", "F32", {0, 3},
                 {});
    ArraySpec none;
    none.shape = {2, 0};
    none.data.clear();
    none.fortran = true;
    check_tensor(load_bytes(model_pickle({none})), "w", "F32", {2, 0}, {});
}

TEST_CASE("formats: protocol 2 stores the content of an empty array as a call of bytes") {
    ArraySpec none;
    none.shape = {0};
    none.data.clear();
    std::string program = model_pickle({none}, 2);
    const std::string stored = PickleWriter(0).bytes("").str();
    const std::size_t at = program.rfind(stored);
    REQUIRE(at != std::string::npos);
    program.replace(at, stored.size(), "c__builtin__\nbytes\n)R");
    check_tensor(load_bytes(program), "w", "F32", {0}, {});
}
