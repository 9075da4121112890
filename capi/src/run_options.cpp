#include "catvton/error.hpp"
#include "options.hpp"
#include "outputs.hpp"

namespace catvton::capi {

namespace {

catvton_mask_options from_options(const MaskOptions& options) {
    catvton_mask_options converted = CATVTON_MASK_OPTIONS_INIT;
    converted.person_choice = static_cast<std::int32_t>(options.person_choice);
    converted.person_index = options.person_index;
    converted.allow_no_person = options.allow_no_person;
    converted.fit = static_cast<std::int32_t>(options.fit);
    converted.grow = options.grow;
    converted.feather = options.feather;
    converted.parser_bgr = options.parser_bgr;
    converted.use_cache = options.use_cache;
    converted.lock_policy = static_cast<std::int32_t>(options.lock_policy);
    converted.lock_timeout_seconds = options.lock_timeout_seconds;
    converted.deadline_seconds = options.deadline_seconds;
    return converted;
}

auto progress_function(catvton_progress_fn callback, void* user_data) {
    return [callback, user_data](const Progress& progress) {
        const catvton_progress converted{sizeof(catvton_progress),
                                         static_cast<std::int32_t>(progress.stage), progress.step,
                                         progress.steps, progress.seconds};
        return callback(&converted, user_data) == 0 ? ProgressAction::keep_going
                                                    : ProgressAction::cancel;
    };
}

auto preview_function(catvton_preview_fn callback, void* user_data) {
    return [callback, user_data](const Image& image, int step) {
        const catvton_image_view view = from_image(image);
        if (callback(&view, step, user_data) != 0) {
            throw Error(ErrorCode::cancelled, "cancelled by the preview callback");
        }
    };
}

}  // namespace

catvton_tryon_options from_options(const TryOnOptions& options) {
    catvton_tryon_options converted = CATVTON_TRYON_OPTIONS_INIT;
    converted.width = options.width;
    converted.height = options.height;
    converted.num_inference_steps = options.num_inference_steps;
    converted.guidance_scale = options.guidance_scale;
    converted.seed = options.seed;
    converted.eta = options.eta;
    converted.mask_blur = options.mask_blur;
    converted.repaint = options.repaint;
    converted.geometry = static_cast<std::int32_t>(options.geometry);
    converted.lock_policy = static_cast<std::int32_t>(options.lock_policy);
    converted.lock_timeout_seconds = options.lock_timeout_seconds;
    converted.deadline_seconds = options.deadline_seconds;
    converted.preview_every = options.preview_every;
    return converted;
}

MaskOptions mask_options(const catvton_mask_options* options) {
    MaskOptions converted;
    const auto given = read_struct(options, "mask options", from_options(converted));
    converted.person_choice = to_enum(given.person_choice, PersonChoice::index, "person_choice");
    converted.person_index = given.person_index;
    converted.allow_no_person = to_bool(given.allow_no_person, "allow_no_person");
    converted.fit = to_enum(given.fit, MaskFit::tight, "fit");
    converted.grow = given.grow;
    converted.feather = given.feather;
    converted.user_add = to_optional_view(given.user_add, "user_add");
    converted.user_subtract = to_optional_view(given.user_subtract, "user_subtract");
    converted.parser_bgr = to_bool(given.parser_bgr, "parser_bgr");
    converted.use_cache = to_bool(given.use_cache, "use_cache");
    converted.lock_policy = to_enum(given.lock_policy, LockPolicy::timeout, "lock_policy");
    converted.lock_timeout_seconds = given.lock_timeout_seconds;
    converted.deadline_seconds = given.deadline_seconds;
    converted.cancellation = cancellation_token(given.cancellation);
    return converted;
}

TryOnOptions tryon_options(const catvton_tryon_options* options) {
    TryOnOptions converted;
    const auto given = read_struct(options, "options", from_options(converted));
    check_reserved(given.reserved, "tryon_options.reserved");
    converted.width = given.width;
    converted.height = given.height;
    converted.num_inference_steps = given.num_inference_steps;
    converted.guidance_scale = given.guidance_scale;
    converted.seed = given.seed;
    converted.eta = given.eta;
    converted.mask_blur = given.mask_blur;
    converted.repaint = to_bool(given.repaint, "repaint");
    converted.geometry = to_enum(given.geometry, Geometry::pad, "geometry");
    converted.lock_policy = to_enum(given.lock_policy, LockPolicy::timeout, "lock_policy");
    converted.lock_timeout_seconds = given.lock_timeout_seconds;
    converted.deadline_seconds = given.deadline_seconds;
    if (given.progress) {
        converted.progress = progress_function(given.progress, given.progress_user_data);
    }
    if (given.preview) {
        converted.preview = preview_function(given.preview, given.preview_user_data);
    }
    converted.preview_every = given.preview_every;
    converted.cancellation = cancellation_token(given.cancellation);
    return converted;
}

}  // namespace catvton::capi

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_mask_options_init(catvton_mask_options* options, std::uint32_t struct_size) {
    return init_options(options, struct_size, from_options(MaskOptions{}));
}

catvton_status catvton_tryon_options_init(catvton_tryon_options* options,
                                          std::uint32_t struct_size) {
    return init_options(options, struct_size, from_options(TryOnOptions{}));
}
