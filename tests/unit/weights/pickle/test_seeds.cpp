#include <doctest/doctest.h>

#include "support/weight_builder.hpp"
#include "unit/weights/pickle/seed_values.hpp"

// What the real torch and numpy wrote (tests/data/weights/make_seeds.py) is read back value by
// value.

using namespace catvton;
using namespace catvton::test;
using weights::load_state_dict;
using weights::StateDict;

namespace {

void check_plain(const StateDict& state) {
    REQUIRE(state.size() == 7);
    check_tensor(state, "conv.weight", "F32", {2, 3, 2, 2}, ramp(24));
    check_tensor(state, "conv.bias", "F32", {2}, ramp(2, 100));
    check_tensor(state, "half", "F16", {5}, ramp(5));
    check_tensor(state, "brain", "BF16", {5}, ramp(5));
    check_tensor(state, "steps", "I64", {3}, ramp(3, -1));
    check_tensor(state, "scalar", "F32", {}, {7});
    check_tensor(state, "empty", "F32", {0, 4}, {});
    CHECK(state.items()[0].first == "conv.weight");
    CHECK(state.items()[6].first == "empty");
    CHECK(state.find("conv.weight")->mapped);
}

void check_views(const StateDict& state) {
    REQUIRE(state.size() == 8);
    std::vector<double> transposed, permuted;
    for (int column = 0; column < 6; ++column) {
        for (int row = 0; row < 4; ++row) transposed.push_back(6 * row + column);
    }
    for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 6; ++j) permuted.push_back(4 * j + i);
    }
    check_tensor(state, "whole", "F32", {4, 6}, ramp(24));
    check_tensor(state, "again", "F32", {4, 6}, ramp(24));
    check_tensor(state, "rows", "F32", {2, 6}, ramp(12, 6));
    check_tensor(state, "transposed", "F32", {6, 4}, transposed);
    check_tensor(state, "column", "F32", {4}, {2, 8, 14, 20});
    check_tensor(state, "permuted", "F32", {4, 2, 3}, permuted);
    check_tensor(state, "expanded", "F32", {2, 3}, {0, 1, 2, 0, 1, 2});
    check_tensor(state, "channels_last", "F32", {2, 3, 2, 2}, ramp(24));
    CHECK(state.find("whole")->data == state.find("again")->data);
    CHECK(state.find("rows")->mapped);
    CHECK_FALSE(state.find("transposed")->mapped);
}

void check_arrays(const StateDict& state, bool fortran) {
    REQUIRE(state.size() == (fortran ? 6u : 5u));
    check_tensor(state, "backbone.weight", "F32", {2, 3, 4}, ramp(24));
    check_tensor(state, "half", "F16", {5}, ramp(5));
    check_tensor(state, "steps", "I64", {3}, ramp(3, -1));
    check_tensor(state, "bytes", "U8", {8}, ramp(8, 126));
    check_tensor(state, "scalar", "F64", {}, {7});
    if (fortran) check_tensor(state, "fortran", "F32", {2, 3}, ramp(6));
}

}  // namespace

TEST_CASE("seeds: state dicts of torch.save, zip and legacy, protocols 2 and 4") {
    for (const char* name : {"zip_new.bin", "zip_old_names.bin", "zip_protocol4.pth", "legacy.pth",
                             "legacy_protocol4.pth"}) {
        CAPTURE(name);
        check_plain(load_state_dict(seed_path(name)));
    }
}

TEST_CASE("seeds: every element type") {
    const StateDict state = load_state_dict(seed_path("zip_types.pth"));
    REQUIRE(state.size() == 6);
    check_tensor(state, "f64", "F64", {2}, {0, 1});
    check_tensor(state, "i32", "I32", {2}, {0, 1});
    check_tensor(state, "i16", "I16", {2}, {0, 1});
    check_tensor(state, "i8", "I8", {2}, {0, 1});
    check_tensor(state, "u8", "U8", {2}, {0, 1});
    check_tensor(state, "boolean", "BOOL", {2}, {0, 1});
}

TEST_CASE("seeds: shared storages, views, tensors that are not contiguous") {
    check_views(load_state_dict(seed_path("zip_views.pth")));
    check_views(load_state_dict(seed_path("legacy_views.pth")));
}

TEST_CASE("seeds: a training checkpoint with other values and parameters") {
    const StateDict state = load_state_dict(seed_path("zip_checkpoint.pth"));
    REQUIRE(state.size() == 6);
    check_tensor(state, "conv.weight", "F32", {2, 3, 2, 2}, ramp(24));
}

TEST_CASE("seeds: pickles of NumPy arrays, protocols 2 to 5, Python 2, flat, Caffe2") {
    for (const char* name :
         {"d2_protocol2.pkl", "d2_protocol3.pkl", "d2_protocol4.pkl", "d2_protocol5.pkl"}) {
        CAPTURE(name);
        check_arrays(load_state_dict(seed_path(name)), true);
    }
    for (const char* name : {"d2_python2.pkl", "d2_flat.pkl", "d2_blobs.pkl"}) {
        CAPTURE(name);
        check_arrays(load_state_dict(seed_path(name)), false);
    }
}

TEST_CASE("seeds: tensors outlive the state dict that they came in") {
    for (const char* name : {"zip_views.pth", "legacy_views.pth"}) {
        weights::TensorEntry entry;
        {
            const StateDict state = load_state_dict(seed_path(name));
            entry = *state.find("column");
        }
        CHECK((values_of(entry) == std::vector<double>{2, 8, 14, 20}));
    }
    weights::TensorEntry text = *load_state_dict(seed_path("d2_protocol2.pkl")).find("bytes");
    CHECK((values_of(text) == ramp(8, 126)));
}
