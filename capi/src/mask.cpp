#include "options.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_assemble_mask(const catvton_image_view* densepose,
                                     const catvton_image_view* atr, const catvton_image_view* lip,
                                     std::int32_t cloth_type, const catvton_mask_options* options,
                                     catvton_image* mask) {
    return return_handle(mask, "mask", [&] {
        const PrecomputedMaps maps{to_view(densepose, "densepose"), to_view(atr, "atr"),
                                   to_view(lip, "lip")};
        return AutoMasker::assemble(maps, to_enum(cloth_type, ClothType::outer, "cloth_type"),
                                    mask_options(options));
    });
}

catvton_status catvton_palette_image(const catvton_image_view* labels, catvton_image* image) {
    return return_handle(image, "image", [&] { return palette_image(to_view(labels, "labels")); });
}

catvton_status catvton_overlay(const catvton_image_view* person, const catvton_image_view* mask,
                               catvton_image* image) {
    return return_handle(image, "image",
                         [&] { return overlay(to_view(person, "person"), to_view(mask, "mask")); });
}

catvton_status catvton_masked_person(const catvton_image_view* person,
                                     const catvton_image_view* mask, catvton_image* image) {
    return return_handle(image, "image", [&] {
        return masked_person(to_view(person, "person"), to_view(mask, "mask"));
    });
}

catvton_status catvton_load_label_map(const char* path, catvton_image* labels) {
    return return_handle(labels, "labels", [&] { return load_label_map(to_path(path, "path")); });
}

catvton_status catvton_save_label_map(const catvton_image_view* labels, const char* path) {
    return guard([&] { save_label_map(to_view(labels, "labels"), to_path(path, "path")); });
}

catvton_status catvton_mask_result_get_map(catvton_mask_result result, std::int32_t map,
                                           catvton_image_view* view) {
    return return_value(view, "view", [&] {
        const auto object = object_of<MaskResult>(result);
        check_enum(map, CATVTON_MAP_LIP, "map");
        // In the order of CATVTON_MAP_*.
        constexpr Image MaskResult::*kMaps[] = {&MaskResult::mask, &MaskResult::densepose,
                                                &MaskResult::atr, &MaskResult::lip};
        return from_image((*object).*kMaps[map]);
    });
}

catvton_status catvton_mask_result_get_info(catvton_mask_result result,
                                            catvton_mask_result_info* info) {
    return return_struct(info, "info", [&] {
        const auto object = object_of<MaskResult>(result);
        const MaskSeconds& s = object->seconds;
        return catvton_mask_result_info{sizeof(catvton_mask_result_info),
                                        object->person,
                                        static_cast<std::int32_t>(object->people.size()),
                                        object->from_cache,
                                        s.load,
                                        s.densepose,
                                        s.atr,
                                        s.lip,
                                        s.assemble,
                                        s.total};
    });
}

catvton_status catvton_mask_result_get_person(catvton_mask_result result, std::int32_t index,
                                              catvton_person_box* box) {
    return return_struct(box, "box", [&] {
        const auto object = object_of<MaskResult>(result);
        // A negative index becomes a huge one.
        check_index(static_cast<std::uint32_t>(index), object->people.size(), "index");
        const PersonBox& person = object->people[static_cast<std::size_t>(index)];
        return catvton_person_box{
            sizeof(catvton_person_box), person.score, person.x0, person.y0, person.x1, person.y1};
    });
}

catvton_status catvton_mask_result_free(catvton_mask_result result) {
    return free_handle<MaskResult>(result);
}
