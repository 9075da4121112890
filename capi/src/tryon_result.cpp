#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_tryon_result_get_image(catvton_tryon_result result,
                                              catvton_image_view* view) {
    return return_value(view, "view",
                        [&] { return from_image(object_of<TryOnResult>(result)->image); });
}

catvton_status catvton_tryon_result_get_mask(catvton_tryon_result result,
                                             catvton_image_view* view) {
    return return_value(view, "view",
                        [&] { return from_image(object_of<TryOnResult>(result)->mask); });
}

catvton_status catvton_tryon_result_get_info(catvton_tryon_result result,
                                             catvton_tryon_result_info* info) {
    return return_struct(info, "info", [&] {
        const auto object = object_of<TryOnResult>(result);
        const StageSeconds& s = object->seconds;
        return catvton_tryon_result_info{sizeof(catvton_tryon_result_info),
                                         0,
                                         object->seed,
                                         s.prepare,
                                         s.mask,
                                         s.encode,
                                         s.denoise,
                                         s.decode,
                                         s.total,
                                         object->peak_memory_bytes};
    });
}

catvton_status catvton_tryon_result_free(catvton_tryon_result result) {
    return free_handle<TryOnResult>(result);
}
