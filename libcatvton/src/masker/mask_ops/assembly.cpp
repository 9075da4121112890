#include "masker/mask_ops/assembly.hpp"

#include <algorithm>
#include <string>

#include "catvton/error.hpp"
#include "masker/mask_ops/convex_hull.hpp"
#include "masker/mask_ops/gaussian_blur.hpp"
#include "masker/mask_ops/label_sets.hpp"
#include "masker/mask_ops/morphology.hpp"
#include "masker/mask_ops/quarter_map.hpp"

namespace catvton::masker {

namespace {

constexpr std::uint8_t kBlurThreshold = 25;
/// A loose mask reaches this part of the longer side further than the standard one.
constexpr int kLooseDivisor = 40;

/// A 0/1 image of `size_of`'s size, each pixel by its index.
template <class Rule>
Image per_pixel(const Image& size_of, Rule&& rule) {
    Image out(size_of.width(), size_of.height(), 1);
    for (std::size_t i = 0; i < out.size(); ++i) out.data()[i] = rule(i) ? 1 : 0;
    return out;
}

Image times_255(Image binary) {
    for (std::size_t i = 0; i < binary.size(); ++i) binary.data()[i] = binary.data()[i] ? 255 : 0;
    return binary;
}

/// Assembles one mask; the members are the maps and what all steps share.
class Assembler {
public:
    Assembler(const LabelMaps& maps, ClothType type, AssemblyTrace& trace)
        : maps_(maps),
          labels_(garment_labels(type)),
          trace_(trace),
          longer_side_(std::max(maps.atr.width(), maps.atr.height())),
          dilation_(made_odd(longer_side_ / 250)) {}

    Image run(MaskFit fit) {
        protect_strongly();
        cover_body_parts();
        const Image weak = protect_weakly();
        trace_.hull_input = area(weak);
        // A tight mask follows the parsed area; hulls are what makes room for another cut.
        trace_.hull =
            fit == MaskFit::tight ? trace_.hull_input : fill_component_hulls(trace_.hull_input);
        return finish(smoothed(weak), fit);
    }

private:
    std::uint8_t atr(std::size_t i) const { return maps_.atr.data()[i]; }
    std::uint8_t lip(std::size_t i) const { return maps_.lip.data()[i]; }
    std::uint8_t dense(std::size_t i) const { return maps_.densepose.data()[i]; }

    void protect_strongly() {
        trace_.hands = per_pixel(
            maps_.atr, [&](std::size_t i) { return dense_hands_and_feet().contains(dense(i)); });
        trace_.hands_dilated = dilate_box(trace_.hands, dilation_);
        trace_.strong_protect = per_pixel(maps_.atr, [&](std::size_t i) {
            const bool limb = atr_limbs().contains(atr(i)) || lip_limbs().contains(lip(i));
            return (trace_.hands_dilated.data()[i] && limb) || lip(i) == kLipFace;
        });
    }

    void cover_body_parts() {
        trace_.dense_part = per_pixel(
            maps_.atr, [&](std::size_t i) { return labels_.dense_cover.contains(dense(i)); });
        trace_.dense_quarter = shrink_to_quarter(trace_.dense_part);
        trace_.dense_quarter_dilated =
            dilate_box(dilate_box(trace_.dense_quarter, dilation_), dilation_);
        trace_.dense_full = enlarge_from_quarter(trace_.dense_quarter_dilated, maps_.atr.width(),
                                                 maps_.atr.height());
    }

    Image protect_weakly() const {
        return per_pixel(maps_.atr, [&](std::size_t i) {
            return labels_.atr_keep.contains(atr(i)) || labels_.lip_keep.contains(lip(i)) ||
                   trace_.strong_protect.data()[i];
        });
    }

    Image area(const Image& weak) const {
        return per_pixel(maps_.atr, [&](std::size_t i) {
            const bool background = atr(i) == 0 && lip(i) == 0;
            return (!weak.data()[i] && !background) || trace_.dense_full.data()[i];
        });
    }

    Image smoothed(const Image& weak) {
        trace_.blur_input = per_pixel(
            maps_.atr, [&](std::size_t i) { return trace_.hull.data()[i] && !weak.data()[i]; });
        trace_.blurred =
            fixed_point_blur(times_255(trace_.blur_input), made_odd(longer_side_ / 25));
        return per_pixel(maps_.atr,
                         [&](std::size_t i) { return trace_.blurred.data()[i] >= kBlurThreshold; });
    }

    Image finish(Image mask, MaskFit fit) {
        if (fit == MaskFit::loose) {
            mask = dilate_box(mask, 2 * std::max(1, longer_side_ / kLooseDivisor) + 1);
        }
        trace_.before_last_dilation = per_pixel(maps_.atr, [&](std::size_t i) {
            const bool cloth =
                labels_.atr_cloth.contains(atr(i)) || labels_.lip_cloth.contains(lip(i));
            return (mask.data()[i] || cloth) && !trace_.strong_protect.data()[i];
        });
        return times_255(dilate_box(trace_.before_last_dilation, dilation_));
    }

    const LabelMaps& maps_;
    const GarmentLabels& labels_;
    AssemblyTrace& trace_;
    int longer_side_;
    int dilation_;
};

std::string size_text(const Image& map) {
    return std::to_string(map.width()) + "x" + std::to_string(map.height());
}

void check_map(const Image& map, const Image& first, const char* name, int classes) {
    const std::string what = std::string("the ") + name + " map ";
    if (map.empty() || map.channels() != 1) {
        throw Error(ErrorCode::invalid_argument, what + "must have one channel of labels, it has " +
                                                     std::to_string(map.channels()));
    }
    if (map.width() != first.width() || map.height() != first.height()) {
        throw Error(ErrorCode::invalid_argument, what + "is " + size_text(map) +
                                                     " but the densepose map is " +
                                                     size_text(first) + ": sizes must be equal");
    }
    const int highest = *std::max_element(map.data(), map.data() + map.size());
    if (highest >= classes) {
        throw Error(ErrorCode::invalid_argument,
                    what + "holds the label " + std::to_string(highest) + "; labels are 0.." +
                        std::to_string(classes - 1) + ". Pass label indices, not colours");
    }
}

}  // namespace

void check_maps(const LabelMaps& maps) {
    check_map(maps.densepose, maps.densepose, "densepose", kDensePoseClasses);
    check_map(maps.atr, maps.densepose, "atr", kAtrClasses);
    check_map(maps.lip, maps.densepose, "lip", kLipClasses);
}

Image assemble_mask(const LabelMaps& maps, ClothType type, MaskFit fit, AssemblyTrace* trace) {
    AssemblyTrace own;
    return Assembler(maps, type, trace ? *trace : own).run(fit);
}

}  // namespace catvton::masker
