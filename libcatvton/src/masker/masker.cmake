# The mask from label maps: without Torch, so that it can be tested and fuzzed alone.
catvton_add_folder(mask_ops
    masker/geometry/affine.cpp
    masker/geometry/linear_resize.cpp
    masker/label_map_file.cpp
    masker/label_png.cpp
    masker/map_cache.cpp
    masker/mask_ops/assembly.cpp
    masker/mask_ops/components.cpp
    masker/mask_ops/convex_hull.cpp
    masker/mask_ops/gaussian_blur.cpp
    masker/mask_ops/label_sets.cpp
    masker/mask_ops/morphology.cpp
    masker/mask_ops/quarter_map.cpp
    masker/mask_ops/refine.cpp
    masker/palette.cpp)
target_link_libraries(catvton_mask_ops PRIVATE PNG::PNG)
# The networks that make the label maps.
catvton_add_folder(masker
    masker/config_fields.cpp
    masker/densepose/anchors.cpp
    masker/densepose/backbone.cpp
    masker/densepose/box.cpp
    masker/densepose/box_head.cpp
    masker/densepose/chart_head.cpp
    masker/densepose/config.cpp
    masker/densepose/decoder.cpp
    masker/densepose/detector.cpp
    masker/densepose/input.cpp
    masker/densepose/paste.cpp
    masker/densepose/proposal_network.cpp
    masker/densepose/roi_align.cpp
    masker/model_files.cpp
    masker/networks.cpp
    masker/numbered.cpp
    masker/schp/backbone.cpp
    masker/schp/checkpoint.cpp
    masker/schp/config.cpp
    masker/schp/heads.cpp
    masker/schp/network.cpp
    masker/schp/parser.cpp
    masker/schp/placement.cpp)
target_link_libraries(catvton_masker PRIVATE nlohmann_json::nlohmann_json)
