#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "catvton/export.hpp"
#include "catvton/gpu_context.hpp"
#include "catvton/image.hpp"
#include "catvton/options.hpp"

namespace catvton {

/// Which of several people in the photo gets the garment.
enum class PersonChoice {
    best,     ///< the detection with the highest score, as the reference does
    largest,  ///< the detection with the largest box
    index,    ///< MaskOptions::person_index, counted from the best score
};

/// How closely the mask follows the body.
enum class MaskFit {
    standard,  ///< the reference's mask, bit for bit
    loose,     ///< reaches 1/40 of the longer side further: for garments wider than the worn one
    tight,     ///< no convex hull: for garments of the same cut
};

/// One mask.
struct MaskOptions {
    PersonChoice person_choice = PersonChoice::best;
    int person_index = 0;          ///< with PersonChoice::index, 0..99
    bool allow_no_person = false;  ///< takes the parsers' mask when nobody is found, no error

    MaskFit fit = MaskFit::standard;
    int grow = 0;        ///< pixels to grow the mask by, -1024..1024; negative shrinks; 0 is off
    int feather = 0;     ///< radius in pixels of a blur over the mask's edge, 0..256; 0 is off
    ImageView user_add;  ///< drawn mask: its pixels >= 128 join the mask; no data: unused
    ImageView user_subtract;  ///< drawn mask: its pixels >= 128 leave the mask; no data: unused

    bool parser_bgr = false;  ///< feeds the parsers BGR instead of RGB (see the README)
    bool use_cache = true;    ///< looks up and keeps the person's maps by the photo's content

    LockPolicy lock_policy = LockPolicy::wait;
    double lock_timeout_seconds = 0.0;  ///< with LockPolicy::timeout, >= 0
    double deadline_seconds = 0.0;      ///< for the whole call, waiting included; 0 is none
    CancellationToken cancellation;     ///< looked at between the networks

    /// Throws invalid_argument naming the first field that is out of range.
    CATVTON_API void validate() const;
};

/// A person found by the detector, in pixels of the photo: x0 <= x < x1, y0 <= y < y1.
struct PersonBox {
    float x0 = 0.0f;
    float y0 = 0.0f;
    float x1 = 0.0f;
    float y1 = 0.0f;
    float score = 0.0f;  ///< 0..1
};

/// Seconds of wall time by stage; 0 for what the cache or the caller supplied.
struct MaskSeconds {
    double load = 0.0;  ///< reading the networks, on the first call
    double densepose = 0.0;
    double atr = 0.0;
    double lip = 0.0;
    double assemble = 0.0;
    double total = 0.0;  ///< of the call, waiting for the lock excluded
};

struct MaskResult {
    Image mask;       ///< grey, the photo's size: 255 is repainted, 0 kept; between with feather
    Image densepose;  ///< grey, labels 0..24
    Image atr;        ///< grey, labels 0..17
    Image lip;        ///< grey, labels 0..19
    std::vector<PersonBox> people;  ///< best score first
    int person = -1;                ///< position in `people` of the one that was masked; -1: none
    bool from_cache = false;        ///< the maps were known already
    MaskSeconds seconds;
};

/// Label maps made elsewhere, all of one size, one channel of label indices. Views must outlive the
/// call.
struct PrecomputedMaps {
    ImageView densepose;  ///< 0..24
    ImageView atr;        ///< 0..17
    ImageView lip;        ///< 0..19
};

/// Photo of a person -> cloth-agnostic mask and the maps it was made of (DensePose R50-FPN, SCHP
/// trained on ATR, SCHP trained on LIP). The networks are loaded when they are first needed.
/// May be called from any thread; calls on one GpuContext run one at a time under its inference
/// lock. The assembly runs outside the lock.
class CATVTON_API AutoMasker {
public:
    /// The weights lie in ModelOptions::resume_path (a folder, or owner/repository in the hub
    /// cache): SCHP/exp-schp-201908301523-atr.pth, SCHP/exp-schp-201908261155-lip.pth and
    /// DensePose/model_final_162be9.pkl, or the three files side by side. Throws not_found.
    AutoMasker(std::shared_ptr<GpuContext> context, const ModelOptions& options);
    ~AutoMasker();
    AutoMasker(AutoMasker&&) noexcept;
    AutoMasker& operator=(AutoMasker&&) noexcept;

    /// person: grey, RGB or RGBA (alpha dropped), sides 64..4096. Throws invalid_argument,
    /// no_person, corrupt_weights, busy, cancelled, deadline_exceeded, out_of_memory.
    MaskResult mask(const ImageView& person, ClothType type, const MaskOptions& options = {});

    /// The mask from given maps; needs no model and no lock. Maps without a person are not an
    /// error: nobody was looked for. Throws invalid_argument naming the map that does not fit.
    static Image assemble(const PrecomputedMaps& maps, ClothType type,
                          const MaskOptions& options = {});

    /// Loads the networks now instead of at the first mask.
    void load();
    /// Frees the networks; the next mask loads them again. Cached maps stay.
    void release();
    /// Bytes of label maps to keep, the least recently used leave first; 0 turns the cache off and
    /// empties it. The default is 64 MiB.
    void set_cache_bytes(std::uint64_t bytes);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Which label map a picture or a palette is for.
enum class LabelMapKind { densepose, atr, lip };

/// The label map in colours, RGB: the palette in which the data sets ship their maps.
CATVTON_API Image palette_image(const ImageView& labels);
/// The person with the mask shown in translucent red and outlined, RGB. The sizes must be equal.
CATVTON_API Image overlay(const ImageView& person, const ImageView& mask);
/// The person with the masked pixels grey (128), RGB: what the network sees of the person.
CATVTON_API Image masked_person(const ImageView& person, const ImageView& mask);
/// A label map from a PNG: grey values, or the indices (not the colours) of a palette PNG. Throws
/// not_found, invalid_image, unsupported_format (a PNG in true colour holds no labels), too_large.
CATVTON_API Image load_label_map(const std::filesystem::path& path);
/// Writes a label map as a palette PNG, indices = labels, which load_label_map reads back.
CATVTON_API void save_label_map(const ImageView& labels, const std::filesystem::path& path);

}  // namespace catvton
