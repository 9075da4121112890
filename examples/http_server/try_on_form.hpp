#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catvton/image.hpp"
#include "catvton/options.hpp"
#include "field_reader.hpp"
#include "multipart.hpp"

namespace catvton::server {

/// What POST /api/try-on asks for. The views point into the request's body.
struct TryOnForm {
    std::string_view person;
    std::string_view cloth;
    std::string_view mask;  ///< empty: found by the masker
    ClothType cloth_type = ClothType::upper;
    int num_inference_steps = 50;  ///< 1..100
    double guidance_scale = 2.5;   ///< 0..30
    std::int64_t seed = 42;        ///< -1: random
    ImageFormat output_format = ImageFormat::jpeg;
    int quality = 95;  ///< 1..100
};

/// Reads the form; the parameters may stand in the query too. Throws ApiError 422 that lists all
/// faults in FastAPI's shape, in the order of the fields.
TryOnForm read_try_on_form(const Form& form, const Query& query);

}  // namespace catvton::server
