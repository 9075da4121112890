#include <doctest/doctest.h>

#include "support/weight_builder.hpp"
#include "unit/weights/pickle/seed_values.hpp"

// The builders of malformed files must make good files when nothing is broken, or the refusals
// would prove nothing.

using namespace catvton::test;

TEST_CASE("builders: a good file of each format") {
    for (const bool zip64 : {false, true}) {
        ZipSpec zip = torch_zip(state_dict_pickle({TensorSpec{}}));
        zip.zip64 = zip64;
        check_tensor(load_bytes(build_zip(zip)), "w", "F32", {2, 3}, ramp(6));
    }
    check_tensor(load_bytes(build_legacy(legacy_stream({TensorSpec{}}))), "w", "F32", {2, 3},
                 ramp(6));
    check_tensor(load_bytes(model_pickle({ArraySpec{}})), "w", "F32", {2, 3}, ramp(6));
}
