#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "catvton/options.hpp"

namespace catvton::masker {

inline constexpr int kAtrClasses = 18;
inline constexpr int kLipClasses = 20;
inline constexpr int kDensePoseClasses = 25;

/// Class names of the two parsers; the position is the label.
std::span<const std::string_view> atr_labels() noexcept;
std::span<const std::string_view> lip_labels() noexcept;

/// A set of labels as a table: contains() costs one load.
class LabelSet {
public:
    LabelSet() = default;
    LabelSet(std::initializer_list<std::uint8_t> labels);
    /// The labels of those names that `all` has; the others are skipped.
    LabelSet(std::span<const std::string_view> all, std::span<const std::string_view> names);
    void add(const LabelSet& other) noexcept;
    bool contains(std::uint8_t label) const noexcept { return table_[label]; }

private:
    std::array<bool, 256> table_{};
};

/// What a kind of garment means for each label map.
struct GarmentLabels {
    LabelSet atr_keep, lip_keep;    ///< never masked, unless the garment itself is there
    LabelSet atr_cloth, lip_cloth;  ///< the garments that are replaced
    LabelSet dense_cover;           ///< body parts that the new garment covers
};

const GarmentLabels& garment_labels(ClothType type);

/// Arms and legs: where dilated hands and feet are protected.
const LabelSet& atr_limbs();
const LabelSet& lip_limbs();
const LabelSet& dense_hands_and_feet();
inline constexpr std::uint8_t kLipFace = 13;

}  // namespace catvton::masker
