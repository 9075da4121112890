"""Virtual try-on (CatVTON): a person, a garment, and the person wearing it.

Example:
    >>> import catvton
    >>> pipeline = catvton.Pipeline.from_pretrained("mini")
    >>> masker = catvton.AutoMasker.from_pretrained("mini", context=pipeline.context)
    >>> person, cloth = catvton.load_image("person.png"), catvton.load_image("cloth.png")
    >>> result = pipeline.run(person, cloth, masker=masker, cloth_type="upper", seed=7)
    >>> result.to_pil().save("result.png")

Threads: every object may be used from any thread; calls on one GpuContext run one at a time, with the GIL released.
Errors: see Error and its subclasses.
"""

from catvton import _libtorch

_libtorch.load()

from catvton._catvton import (  # noqa: E402
    ArgumentTypeError,
    AutoMasker,
    BusyError,
    CancellationToken,
    CancelledError,
    CorruptWeightsError,
    DeadlineExceededError,
    DeviceError,
    DeviceInfo,
    Error,
    FileCheck,
    GpuContext,
    InternalError,
    InvalidArgumentError,
    InvalidImageError,
    InvalidStateError,
    IoError,
    MaskOptions,
    MaskResult,
    MaskSeconds,
    MemoryEstimate,
    MemoryInfo,
    ModelFile,
    ModelInfo,
    ModelLicense,
    NoPersonError,
    NotFoundError,
    NumericError,
    OutOfMemoryError,
    PersonBox,
    Pipeline,
    Progress,
    PullPlan,
    PullProgress,
    StageSeconds,
    TensorInfo,
    TooLargeError,
    TryOnResult,
    UnsupportedFormatError,
    VersionInfo,
    WeightFileInfo,
    convert_model,
    decode_image,
    encode_image,
    find_model,
    inspect_weights,
    list_models,
    load_image,
    load_label_map,
    masked_person,
    overlay,
    palette_image,
    pull_model,
    save_image,
    save_label_map,
    set_log_sink,
    verify_model,
    version,
)
from catvton._logging import disable_logging, enable_logging  # noqa: E402
from catvton._types import ClothType, ImageLike  # noqa: E402

__version__ = version().catvton

__all__ = [
    "ArgumentTypeError",
    "AutoMasker",
    "BusyError",
    "CancellationToken",
    "CancelledError",
    "ClothType",
    "CorruptWeightsError",
    "DeadlineExceededError",
    "DeviceError",
    "DeviceInfo",
    "Error",
    "FileCheck",
    "GpuContext",
    "ImageLike",
    "InternalError",
    "InvalidArgumentError",
    "InvalidImageError",
    "InvalidStateError",
    "IoError",
    "MaskOptions",
    "MaskResult",
    "MaskSeconds",
    "MemoryEstimate",
    "MemoryInfo",
    "ModelFile",
    "ModelInfo",
    "ModelLicense",
    "NoPersonError",
    "NotFoundError",
    "NumericError",
    "OutOfMemoryError",
    "PersonBox",
    "Pipeline",
    "Progress",
    "PullPlan",
    "PullProgress",
    "StageSeconds",
    "TensorInfo",
    "TooLargeError",
    "TryOnResult",
    "UnsupportedFormatError",
    "VersionInfo",
    "WeightFileInfo",
    "__version__",
    "convert_model",
    "decode_image",
    "disable_logging",
    "enable_logging",
    "encode_image",
    "find_model",
    "inspect_weights",
    "list_models",
    "load_image",
    "load_label_map",
    "masked_person",
    "overlay",
    "palette_image",
    "pull_model",
    "save_image",
    "save_label_map",
    "set_log_sink",
    "verify_model",
    "version",
]

# Tracebacks and help() name what users import, not where it was compiled.
for _name in __all__:
    if getattr(globals()[_name], "__module__", "") == "catvton._catvton":
        globals()[_name].__module__ = __name__
del _name
