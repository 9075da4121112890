#include "auto_masker.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "argument.hpp"
#include "enum_text.hpp"
#include "mask_options.hpp"
#include "mask_result.hpp"
#include "released_gil.hpp"
#include "without_gil.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace catvton::python {

namespace {

MaskArrays mask(BoundAutoMasker& self, ImageArgument person,
                Argument<"cloth_type", ClothType> cloth_type,
                const std::optional<OwnedMaskOptions>& mask_options,
                Argument<"lock_policy", LockPolicy> lock_policy,
                Argument<"lock_timeout_seconds", double> lock_timeout_seconds,
                Argument<"deadline_seconds", double> deadline_seconds,
                const std::optional<CancellationToken>& cancellation) {
    MaskOptions options = mask_options ? mask_options->options : MaskOptions{};
    options.lock_policy = lock_policy.value;
    options.lock_timeout_seconds = lock_timeout_seconds.value;
    options.deadline_seconds = deadline_seconds.value;
    if (cancellation) options.cancellation = *cancellation;
    const ImageView view = person.view("person");
    MaskResult result = without_gil(options.cancellation,
                                    [&] { return self->mask(view, cloth_type.value, options); });
    return MaskArrays(std::move(result));
}

PixelArray assemble(ImageArgument densepose, ImageArgument atr, ImageArgument lip,
                    Argument<"cloth_type", ClothType> cloth_type,
                    const std::optional<OwnedMaskOptions>& mask_options) {
    const PrecomputedMaps maps{densepose.view("densepose"), atr.view("atr"), lip.view("lip")};
    Image result;
    {
        const ReleasedGil released;
        result = AutoMasker::assemble(maps, cloth_type.value,
                                      mask_options ? mask_options->options : MaskOptions{});
    }
    return to_array(std::move(result));
}

constexpr const char* kMaskDoc =
    "Finds the mask in a photo.\n\n"
    "Args:\n"
    "    person: The photo: (height, width, 3) uint8 RGB, grey or RGBA (alpha dropped), or PIL\n"
    "        image; sides 64..4096. Must not change during the call. EXIF orientation of a PIL\n"
    "        image is not applied: see load_image.\n"
    "    cloth_type: Kind of the garment.\n"
    "    mask_options: How the mask is made; None takes the defaults.\n"
    "    lock_policy: When another inference holds the lock: 'wait', 'reject' (BusyError at\n"
    "        once), or 'timeout' (BusyError after lock_timeout_seconds).\n"
    "    lock_timeout_seconds: With lock_policy='timeout', >= 0.\n"
    "    deadline_seconds: For the whole call, waiting included; 0 is none.\n"
    "    cancellation: Stops the call between the networks.\n"
    "\n"
    "Returns:\n"
    "    The mask, of the photo's size, and the maps it was made of.\n"
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: The photo has another type, dtype or mode.\n"
    "    InvalidArgumentError: Another shape, or an option out of range.\n"
    "    NoPersonError: Nobody was found.\n"
    "    BusyError: The lock was taken and waiting not wanted.\n"
    "    CancelledError: The token was set.\n"
    "    DeadlineExceededError: Not ready in time.\n"
    "    CorruptWeightsError: A network's file is damaged.\n"
    "    InvalidStateError: Called from a callback, in a forked child, or when closed.\n"
    "    OutOfMemoryError: Too little memory; the masker stays usable.\n"
    "    KeyboardInterrupt: Ctrl-C; the masker stays usable.";

constexpr const char* kAssembleDoc =
    "Makes the mask of label maps made elsewhere; needs no model and no lock.\n\n"
    "Args:\n"
    "    densepose: (height, width) uint8, labels 0..24.\n"
    "    atr: The same, labels 0..17.\n"
    "    lip: The same, labels 0..19.\n"
    "    cloth_type: Kind of the garment.\n"
    "    mask_options: How the mask is made; None takes the defaults.\n"
    "\n"
    "Returns:\n"
    "    (height, width) uint8: 255 is repainted, 0 kept; between with feather.\n"
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: A map has another type or dtype.\n"
    "    InvalidArgumentError: A map has another size, or labels out of range.";

}  // namespace

void register_auto_masker(py::module_& module) {
    OwnerClass<AutoMasker> bound(
        module, "AutoMasker",
        "Photo of a person -> cloth-agnostic mask and the maps it was made of (DensePose, SCHP on\n"
        "ATR, SCHP on LIP). The networks are loaded when they are first needed.\n\n"
        "May be called from any thread; calls on one GpuContext run one at a time under its\n"
        "inference lock. The GIL is released meanwhile.");
    def_from_pretrained<AutoMasker>(bound, "Finds the masker's weights.");
    const MaskOptions defaults;
    bound
        .def("mask", &mask, "person"_a, "cloth_type"_a, py::kw_only(),
             "mask_options"_a = py::none(), "lock_policy"_a = defaults.lock_policy,
             "lock_timeout_seconds"_a = defaults.lock_timeout_seconds,
             "deadline_seconds"_a = defaults.deadline_seconds, "cancellation"_a = py::none(),
             kMaskDoc)
        .def_static("assemble", &assemble, "densepose"_a, "atr"_a, "lip"_a, "cloth_type"_a,
                    py::kw_only(), "mask_options"_a = py::none(), kAssembleDoc)
        .def(
            "load", [](BoundAutoMasker& self) { self->load(); }, py::call_guard<ReleasedGil>(),
            "Loads the networks now instead of at the first mask.\n\n"
            "Raises:\n"
            "    NotFoundError: A network's file is gone.\n"
            "    CorruptWeightsError: It is damaged.\n"
            "    OutOfMemoryError: The networks do not fit into memory.")
        .def(
            "release", [](BoundAutoMasker& self) { self->release(); },
            py::call_guard<ReleasedGil>(),
            "Frees the networks; the next mask loads them again. Cached maps stay.")
        .def(
            "set_cache_bytes",
            [](BoundAutoMasker& self, Argument<"bytes", std::int64_t> bytes) {
                if (bytes.value < 0) {
                    throw Error(ErrorCode::invalid_argument,
                                "bytes is " + std::to_string(bytes.value) + ": must be >= 0");
                }
                const ReleasedGil released;
                self->set_cache_bytes(static_cast<std::uint64_t>(bytes.value));
            },
            "bytes"_a,
            "Sets how many label maps are kept; the least recently used leave first.\n\n"
            "Args:\n"
            "    bytes: Of the maps together; 0 turns the cache off and empties it; 64 MiB at "
            "first.\n"
            "\n"
            "Raises:\n"
            "    InvalidArgumentError: bytes is negative.");
}

}  // namespace catvton::python
