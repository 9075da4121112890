#include "try_on_form.hpp"

#include <array>
#include <limits>

#include "field_reader.hpp"

namespace catvton::server {

TryOnForm read_try_on_form(const Form& form, const Query& query) {
    static constexpr std::array kClothTypes{ClothType::upper, ClothType::lower, ClothType::overall,
                                            ClothType::inner, ClothType::outer};
    static constexpr std::array kFormats{ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp};
    FieldReader fields(form, query);
    TryOnForm result;
    result.person = fields.file("person_image", true);
    result.cloth = fields.file("cloth_image", true);
    result.cloth_type = kClothTypes[fields.choice(
        "cloth_type", {"upper", "lower", "overall", "inner", "outer"}, 0)];
    result.num_inference_steps =
        static_cast<int>(fields.integer("num_inference_steps", 1, 100, result.num_inference_steps));
    result.guidance_scale = fields.number("guidance_scale", 0, 30, result.guidance_scale);
    result.seed = fields.integer("seed", -1, std::numeric_limits<std::int64_t>::max(), result.seed);
    result.mask = fields.file("mask_image", false);
    result.output_format = kFormats[fields.choice("output_format", {"jpeg", "png", "webp"}, 0)];
    result.quality = static_cast<int>(fields.integer("quality", 1, 100, result.quality));
    fields.check();
    return result;
}

}  // namespace catvton::server
