#include "masker/mask_ops/label_sets.hpp"

#include <algorithm>
#include <vector>

#include "catvton/error.hpp"

namespace catvton::masker {

namespace {

using Names = std::vector<std::string_view>;

constexpr std::array<std::string_view, kAtrClasses> kAtr{
    "Background", "Hat",       "Hair",     "Sunglasses", "Upper-clothes", "Skirt",
    "Pants",      "Dress",     "Belt",     "Left-shoe",  "Right-shoe",    "Face",
    "Left-leg",   "Right-leg", "Left-arm", "Right-arm",  "Bag",           "Scarf"};
constexpr std::array<std::string_view, kLipClasses> kLip{
    "Background", "Hat",       "Hair",     "Glove",     "Sunglasses", "Upper-clothes", "Dress",
    "Coat",       "Socks",     "Pants",    "Jumpsuits", "Scarf",      "Skirt",         "Face",
    "Left-arm",   "Right-arm", "Left-leg", "Right-leg", "Left-shoe",  "Right-shoe"};
/// One row of the reference's table, by name.
struct GarmentNames {
    Names body_kept;  ///< both parsers
    Names lip_clothes_kept;
    Names atr_clothes_kept;
    Names clothes_masked;  ///< both parsers; a parser skips the names it lacks
    LabelSet dense_masked;
};

const Names kArms{"Left-arm", "Right-arm"};
const Names kLegs{"Left-leg", "Right-leg"};
const Names kAlwaysKept{"Hair",      "Hat",        "Glove", "Sunglasses", "Bag",
                        "Left-shoe", "Right-shoe", "Scarf", "Socks"};

GarmentNames garment_names(ClothType type) {
    switch (type) {
        case ClothType::upper:
            return {kLegs,
                    {"Skirt", "Pants"},
                    {"Skirt", "Pants"},
                    {"Upper-clothes", "Coat", "Dress", "Jumpsuits"},
                    {1, 2, 15, 16, 17, 18, 19, 20, 21, 22}};
        case ClothType::lower:
            return {{"Left-arm", "Right-arm", "Face"},
                    {"Upper-clothes", "Coat"},
                    {"Upper-clothes"},
                    {"Pants", "Skirt", "Dress", "Jumpsuits"},
                    {7, 8, 9, 10, 11, 12, 13, 14}};
        case ClothType::overall:
            return {{},
                    {},
                    {},
                    {"Upper-clothes", "Dress", "Pants", "Skirt", "Coat", "Jumpsuits"},
                    {1, 2, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}};
        case ClothType::inner:
            return {kLegs,
                    {"Dress", "Coat", "Skirt", "Pants", "Jumpsuits"},
                    {"Dress", "Skirt", "Pants"},
                    {"Upper-clothes"},
                    {1, 2}};
        case ClothType::outer:
            return {kLegs,
                    {"Upper-clothes", "Dress", "Pants", "Skirt", "Jumpsuits"},
                    {"Dress", "Pants", "Skirt"},
                    {"Coat"},
                    {1, 2, 15, 16, 17, 18, 19, 20, 21, 22}};
    }
    throw Error(ErrorCode::invalid_argument,
                "unknown cloth type: use upper, lower, overall, inner or outer");
}

LabelSet keep_set(std::span<const std::string_view> all, const Names& body, const Names& clothes) {
    LabelSet set(all, kAlwaysKept);
    set.add({all, body});
    set.add({all, clothes});
    return set;
}

GarmentLabels make_labels(ClothType type) {
    const GarmentNames names = garment_names(type);
    GarmentLabels labels;
    labels.atr_keep = keep_set(kAtr, names.body_kept, names.atr_clothes_kept);
    labels.lip_keep = keep_set(kLip, names.body_kept, names.lip_clothes_kept);
    labels.atr_cloth = {kAtr, names.clothes_masked};
    labels.lip_cloth = {kLip, names.clothes_masked};
    labels.dense_cover = names.dense_masked;
    return labels;
}

LabelSet limbs_of(std::span<const std::string_view> all) {
    LabelSet set(all, kArms);
    set.add({all, kLegs});
    return set;
}

}  // namespace

std::span<const std::string_view> atr_labels() noexcept { return kAtr; }
std::span<const std::string_view> lip_labels() noexcept { return kLip; }

LabelSet::LabelSet(std::initializer_list<std::uint8_t> labels) {
    for (const std::uint8_t label : labels) table_[label] = true;
}

LabelSet::LabelSet(std::span<const std::string_view> all, std::span<const std::string_view> names) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (std::find(names.begin(), names.end(), all[i]) != names.end()) table_[i] = true;
    }
}

void LabelSet::add(const LabelSet& other) noexcept {
    for (std::size_t i = 0; i < table_.size(); ++i) table_[i] = table_[i] || other.table_[i];
}

const GarmentLabels& garment_labels(ClothType type) {
    static const std::array<GarmentLabels, 5> all{
        make_labels(ClothType::upper), make_labels(ClothType::lower),
        make_labels(ClothType::overall), make_labels(ClothType::inner),
        make_labels(ClothType::outer)};
    const auto index = static_cast<std::size_t>(type);
    if (index >= all.size()) garment_names(type);
    return all.at(index);
}

const LabelSet& atr_limbs() {
    static const LabelSet set = limbs_of(kAtr);
    return set;
}

const LabelSet& lip_limbs() {
    static const LabelSet set = limbs_of(kLip);
    return set;
}

const LabelSet& dense_hands_and_feet() {
    static const LabelSet set{3, 4, 5, 6};
    return set;
}

}  // namespace catvton::masker
