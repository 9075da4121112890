"""
The C++ library's classes; import catvton instead.
"""
import PIL.Image
import catvton._types
import collections.abc
import numpy
import numpy.typing
import pathlib
import typing
__all__: list[str] = ['ArgumentTypeError', 'AutoMasker', 'BusyError', 'CancellationToken', 'CancelledError', 'CorruptWeightsError', 'DeadlineExceededError', 'DeviceError', 'DeviceInfo', 'Error', 'FileCheck', 'GpuContext', 'InternalError', 'InvalidArgumentError', 'InvalidImageError', 'InvalidStateError', 'IoError', 'MaskOptions', 'MaskResult', 'MaskSeconds', 'MemoryEstimate', 'MemoryInfo', 'ModelFile', 'ModelInfo', 'ModelLicense', 'NoPersonError', 'NotFoundError', 'NumericError', 'OutOfMemoryError', 'PersonBox', 'Pipeline', 'Progress', 'PullPlan', 'PullProgress', 'StageSeconds', 'TensorInfo', 'TooLargeError', 'TryOnResult', 'UnsupportedFormatError', 'VersionInfo', 'WeightFileInfo', 'convert_model', 'decode_image', 'encode_image', 'find_model', 'inspect_weights', 'list_models', 'load_image', 'load_label_map', 'masked_person', 'overlay', 'palette_image', 'pull_model', 'save_image', 'save_label_map', 'set_log_sink', 'verify_model', 'version']
class Error(RuntimeError):
    """
    Base of the library's errors. The message says what was wrong, with which value, and what to do.
    
    Attributes:
        code: Name of the error, the same in every interface.
        retryable: The same call may succeed later.
    """
    code: typing.ClassVar[str] = ''
    retryable: typing.ClassVar[bool] = False
class InvalidArgumentError(Error, ValueError):
    """
    Error 'invalid_argument'.
    """
    code: typing.ClassVar[str] = 'invalid_argument'
    retryable: typing.ClassVar[bool] = False
class InvalidStateError(Error):
    """
    Error 'invalid_state'.
    """
    code: typing.ClassVar[str] = 'invalid_state'
    retryable: typing.ClassVar[bool] = False
class NotFoundError(Error):
    """
    Error 'not_found'.
    """
    code: typing.ClassVar[str] = 'not_found'
    retryable: typing.ClassVar[bool] = False
class IoError(Error):
    """
    Error 'io'.
    """
    code: typing.ClassVar[str] = 'io'
    retryable: typing.ClassVar[bool] = True
class CorruptWeightsError(Error):
    """
    Error 'corrupt_weights'.
    """
    code: typing.ClassVar[str] = 'corrupt_weights'
    retryable: typing.ClassVar[bool] = False
class InvalidImageError(Error):
    """
    Error 'invalid_image'.
    """
    code: typing.ClassVar[str] = 'invalid_image'
    retryable: typing.ClassVar[bool] = False
class UnsupportedFormatError(Error):
    """
    Error 'unsupported_format'.
    """
    code: typing.ClassVar[str] = 'unsupported_format'
    retryable: typing.ClassVar[bool] = False
class TooLargeError(Error):
    """
    Error 'too_large'.
    """
    code: typing.ClassVar[str] = 'too_large'
    retryable: typing.ClassVar[bool] = False
class OutOfMemoryError(Error, MemoryError):
    """
    Error 'out_of_memory'.
    """
    code: typing.ClassVar[str] = 'out_of_memory'
    retryable: typing.ClassVar[bool] = True
class DeviceError(Error):
    """
    Error 'device'.
    """
    code: typing.ClassVar[str] = 'device'
    retryable: typing.ClassVar[bool] = False
class NumericError(Error):
    """
    Error 'numeric'.
    """
    code: typing.ClassVar[str] = 'numeric'
    retryable: typing.ClassVar[bool] = False
class BusyError(Error):
    """
    Error 'busy'.
    """
    code: typing.ClassVar[str] = 'busy'
    retryable: typing.ClassVar[bool] = True
class CancelledError(Error):
    """
    Error 'cancelled'.
    """
    code: typing.ClassVar[str] = 'cancelled'
    retryable: typing.ClassVar[bool] = True
class DeadlineExceededError(Error):
    """
    Error 'deadline_exceeded'.
    """
    code: typing.ClassVar[str] = 'deadline_exceeded'
    retryable: typing.ClassVar[bool] = True
class NoPersonError(Error):
    """
    Error 'no_person'.
    """
    code: typing.ClassVar[str] = 'no_person'
    retryable: typing.ClassVar[bool] = False
class InternalError(Error):
    """
    Error 'internal'.
    """
    code: typing.ClassVar[str] = 'internal'
    retryable: typing.ClassVar[bool] = False
class ArgumentTypeError(InvalidArgumentError, TypeError):
    """
    An InvalidArgumentError: a value of another type, dtype or mode.
    """
class VersionInfo:
    """
    What the library was built of.
    """
    def __repr__(self) -> str:
        ...
    @property
    def catvton(self) -> str:
        """
        Of the library that is loaded.
        """
    @property
    def compiler(self) -> str:
        """
        That built it.
        """
    @property
    def torch(self) -> str:
        """
        LibTorch it was built with.
        """
class CancellationToken:
    """
    A flag that stops calls from another thread.
    
    A call that sees it set raises CancelledError: within one denoising step, between the
    masker's networks, or at once while it waits for the inference lock. Ctrl-C sets the
    token of the call that it interrupts. May be used from any thread.
    """
    def __init__(self) -> None:
        ...
    def cancel(self) -> None:
        """
        Stops the calls that were given this token.
        """
    def reset(self) -> None:
        """
        Makes the token usable again.
        """
    @property
    def cancelled(self) -> bool:
        """
        Whether the flag is set.
        """
class DeviceInfo:
    """
    What a context computes on.
    """
    def __repr__(self) -> str:
        ...
    @property
    def capability(self) -> str:
        """
        Instruction set ('AVX2', ...) or compute capability ('9.0').
        """
    @property
    def index(self) -> int:
        """
        Of the accelerator.
        """
    @property
    def kind(self) -> str:
        """
        'cpu' or 'cuda'.
        """
    @property
    def name(self) -> str:
        """
        'cpu', or the accelerator's marketing name.
        """
    @property
    def precision(self) -> typing.Literal['auto', 'fp32', 'fp16', 'bf16']:
        """
        In use; never 'auto'.
        """
    @property
    def threads(self) -> int:
        """
        CPU threads of the kernels.
        """
class MemoryInfo:
    """
    Memory of a device, in bytes.
    """
    def __repr__(self) -> str:
        ...
    @property
    def allocated(self) -> int:
        """
        By this process: resident set on a CPU, allocator on CUDA.
        """
    @property
    def free(self) -> int:
        """
        Available now.
        """
    @property
    def peak(self) -> int:
        """
        Highest `allocated` so far.
        """
    @property
    def total(self) -> int:
        """
        Of the device, or of the machine (container limits respected) on a CPU.
        """
class GpuContext:
    """
    A device, its precision, and the inference lock that the pipelines and maskers built on
    it share.
    
    May be used from any thread; calls on one context run one at a time under its inference
    lock. A context does not survive os.fork(): calls in the child raise InvalidStateError.
    """
    def __init__(self, device: str = 'auto', *, precision: typing.Literal['auto', 'fp32', 'fp16', 'bf16'] = 'auto', threads: int = 0) -> None:
        """
        Args:
            device: 'auto' (CUDA if present), 'cpu', 'cuda' or 'cuda:N'.
            precision: 'auto' is fp16 on CUDA and fp32 on a CPU. A CPU that does not compute
                in fp16 or bf16 uses fp32.
            threads: CPU threads of the process's kernels, 1..1024; 0 leaves Torch's choice.
        
        Raises:
            InvalidArgumentError: An argument is out of range.
            NotFoundError: There is no such device.
            DeviceError: The device does not start.
        """
    def memory(self) -> MemoryInfo:
        """
        The device's memory now, in bytes.
        """
    @property
    def busy(self) -> bool:
        """
        An inference holds the lock now.
        """
    @property
    def device(self) -> DeviceInfo:
        """
        What it computes on.
        """
class MaskOptions:
    """
    How a mask is made. Values cannot be changed.
    """
    def __init__(self, *, person_choice: typing.Literal['best', 'largest', 'index'] = 'best', person_index: int = 0, allow_no_person: bool = False, fit: typing.Literal['standard', 'loose', 'tight'] = 'standard', grow: int = 0, feather: int = 0, user_add: catvton._types.ImageLike | None = None, user_subtract: catvton._types.ImageLike | None = None, parser_bgr: bool = False, use_cache: bool = True) -> None:
        """
        Args:
            person_choice: Of several people: the 'best' score, the 'largest' box, or 'index'.
            person_index: With person_choice='index', 0..99, counted from the best score.
            allow_no_person: Takes the parsers' mask when nobody is found, no error.
            fit: 'standard' is the reference's mask, 'loose' reaches further, 'tight' has no
                convex hull.
            grow: Pixels to grow the mask by, -1024..1024; negative shrinks; 0 is off.
            feather: Radius in pixels of a blur over the edge, 0..256; 0 is off.
            user_add: Drawn mask, (height, width) uint8: its pixels >= 128 join the mask.
            user_subtract: Drawn mask: its pixels >= 128 leave the mask.
            parser_bgr: Feeds the parsers BGR instead of RGB.
            use_cache: Looks up and keeps the person's maps by the photo's content.
        
        Raises:
            InvalidArgumentError: A value is out of range.
        """
    @property
    def allow_no_person(self) -> bool:
        ...
    @property
    def feather(self) -> int:
        ...
    @property
    def fit(self) -> typing.Literal['standard', 'loose', 'tight']:
        ...
    @property
    def grow(self) -> int:
        ...
    @property
    def parser_bgr(self) -> bool:
        ...
    @property
    def person_choice(self) -> typing.Literal['best', 'largest', 'index']:
        ...
    @property
    def person_index(self) -> int:
        ...
    @property
    def use_cache(self) -> bool:
        ...
class PersonBox:
    """
    A person found, in pixels of the photo: x0 <= x < x1, y0 <= y < y1.
    """
    def __repr__(self) -> str:
        ...
    @property
    def score(self) -> float:
        """
        0..1.
        """
    @property
    def x0(self) -> float:
        """
        Left.
        """
    @property
    def x1(self) -> float:
        """
        Right.
        """
    @property
    def y0(self) -> float:
        """
        Top.
        """
    @property
    def y1(self) -> float:
        """
        Bottom.
        """
class MaskSeconds:
    """
    Seconds of wall time by stage; 0 for what the cache supplied.
    """
    def __repr__(self) -> str:
        ...
    @property
    def assemble(self) -> float:
        """
        Making the mask of the maps.
        """
    @property
    def atr(self) -> float:
        """
        The parser trained on ATR.
        """
    @property
    def densepose(self) -> float:
        """
        Finding people and their surfaces.
        """
    @property
    def lip(self) -> float:
        """
        The parser trained on LIP.
        """
    @property
    def load(self) -> float:
        """
        Reading the networks, on the first call.
        """
    @property
    def total(self) -> float:
        """
        Of the call, waiting for the lock excluded.
        """
class MaskResult:
    """
    A mask and what it was made of. Arrays are (height, width) uint8.
    """
    def to_pil(self) -> PIL.Image.Image:
        """
        The mask as a PIL image of mode L.
        """
    @property
    def atr(self) -> numpy.typing.NDArray[numpy.uint8]:
        """
        Labels 0..17.
        """
    @property
    def densepose(self) -> numpy.typing.NDArray[numpy.uint8]:
        """
        Labels 0..24.
        """
    @property
    def from_cache(self) -> bool:
        """
        The maps were known already.
        """
    @property
    def lip(self) -> numpy.typing.NDArray[numpy.uint8]:
        """
        Labels 0..19.
        """
    @property
    def mask(self) -> numpy.typing.NDArray[numpy.uint8]:
        """
        255 is repainted, 0 kept; between with feather. Of the photo's size.
        """
    @property
    def people(self) -> list[PersonBox]:
        """
        Best score first.
        """
    @property
    def person(self) -> int | None:
        """
        Position in `people` of the one that was masked; None without one.
        """
    @property
    def seconds(self) -> MaskSeconds:
        """
        Wall time by stage.
        """
class StageSeconds:
    """
    Seconds of wall time by stage.
    """
    def __repr__(self) -> str:
        ...
    @property
    def decode(self) -> float:
        """
        VAE decoder.
        """
    @property
    def denoise(self) -> float:
        """
        UNet and scheduler.
        """
    @property
    def encode(self) -> float:
        """
        VAE encoder.
        """
    @property
    def mask(self) -> float:
        """
        The masker, when it was used.
        """
    @property
    def prepare(self) -> float:
        """
        Resizing and masking.
        """
    @property
    def total(self) -> float:
        """
        Of the call, waiting for the lock excluded.
        """
class Progress:
    """
    What callback_on_step_end is told.
    """
    def __repr__(self) -> str:
        ...
    @property
    def seconds(self) -> float:
        """
        Since the run began to compute.
        """
    @property
    def stage(self) -> typing.Literal['prepare', 'mask', 'encode', 'denoise', 'decode']:
        """
        What the run is doing.
        """
    @property
    def step(self) -> int:
        """
        Finished denoising steps.
        """
    @property
    def steps(self) -> int:
        """
        Denoising steps in all.
        """
class MemoryEstimate:
    """
    Bytes that a run needs beyond what the process holds before the pipeline is loaded.
    """
    def __repr__(self) -> str:
        ...
    @property
    def activations(self) -> int:
        """
        Largest set of temporaries alive at once.
        """
    @property
    def total(self) -> int:
        """
        weights + activations.
        """
    @property
    def weights(self) -> int:
        """
        Resident parameters.
        """
class TryOnResult:
    """
    A try-on and how it was made.
    """
    def to_pil(self) -> PIL.Image.Image:
        """
        The picture as a PIL image of mode RGB.
        """
    @property
    def image(self) -> numpy.typing.NDArray[numpy.uint8]:
        """
        (height, width, 3) uint8, RGB.
        """
    @property
    def mask(self) -> numpy.typing.NDArray[numpy.uint8] | None:
        """
        (height, width) uint8, 0 or 255: what was repainted; None when mask-free.
        """
    @property
    def masked(self) -> MaskResult | None:
        """
        What the masker found, when it was used.
        """
    @property
    def peak_memory_bytes(self) -> int:
        """
        CPU: peak resident set of the process; CUDA: allocator peak of this run.
        """
    @property
    def seconds(self) -> StageSeconds:
        """
        Wall time by stage.
        """
    @property
    def seed(self) -> int:
        """
        In use, also when -1 was asked.
        """
class AutoMasker:
    """
    Photo of a person -> cloth-agnostic mask and the maps it was made of (DensePose, SCHP on
    ATR, SCHP on LIP). The networks are loaded when they are first needed.
    
    May be called from any thread; calls on one GpuContext run one at a time under its
    inference lock. The GIL is released meanwhile.
    """
    @staticmethod
    def assemble(densepose: catvton._types.ImageLike, atr: catvton._types.ImageLike, lip: catvton._types.ImageLike, cloth_type: typing.Literal['upper', 'lower', 'overall', 'inner', 'outer'], *, mask_options: MaskOptions | None = None) -> numpy.typing.NDArray[numpy.uint8]:
        """
        Makes the mask of label maps made elsewhere; needs no model and no lock.
        
        Args:
            densepose: (height, width) uint8, labels 0..24.
            atr: The same, labels 0..17.
            lip: The same, labels 0..19.
            cloth_type: Kind of the garment.
            mask_options: How the mask is made; None takes the defaults.
        
        Returns:
            (height, width) uint8: 255 is repainted, 0 kept; between with feather.
        
        Raises:
            ArgumentTypeError: A map has another type or dtype.
            InvalidArgumentError: A map has another size, or labels out of range.
        """
    @staticmethod
    def from_pretrained(model: catvton._types.FilePath, *, device: str | None = None, precision: typing.Literal['auto', 'fp32', 'fp16', 'bf16'] | None = None, threads: int | None = None, context: GpuContext | None = None, base_model: catvton._types.FilePath = '', vae: catvton._types.FilePath = '', resume_path: catvton._types.FilePath = '', attention_version: typing.Literal['mix', 'vitonhd', 'dresscode'] = 'mix', mask_free: bool = False) -> AutoMasker:
        """
        Finds the masker's weights.
        
        Args:
            model: 'mini' (small, of drawn people, installed with the library), 'catvton' or
                'catvton-maskfree' (the published sets, from the Hugging Face cache on disk), a
                folder of weights, or a file written by convert_model.
            device: As in GpuContext; None takes its default.
            precision: As in GpuContext; None takes its default.
            threads: As in GpuContext; None takes its default.
            context: A context to share, instead of device, precision and threads.
            base_model: Folder or owner/repository of the UNet; '' is the published one.
            vae: Folder or owner/repository of the VAE; '' is the published one.
            resume_path: Folder or owner/repository of CatVTON's own weights, those of the masker
                too; '' is the published one.
            attention_version: Which retrained self-attention.
            mask_free: The variant that takes no mask.
        
        Returns:
            The model, ready; the GIL is released while it loads.
        
        Raises:
            NotFoundError: A file, model or device does not exist.
            CorruptWeightsError: The weights do not fit; the message lists the differences.
            UnsupportedFormatError: A weight file is of another kind.
            OutOfMemoryError: The weights do not fit into memory.
            InvalidArgumentError: Arguments contradict each other.
        """
    def __enter__(self) -> AutoMasker:
        ...
    def __exit__(self, kind: typing.Any, error: typing.Any, traceback: typing.Any) -> None:
        ...
    def close(self) -> None:
        """
        Frees the model now instead of with the last reference. Calls that run end as they would;
        later ones raise InvalidStateError. Closing twice is allowed. A `with` statement closes.
        """
    def load(self) -> None:
        """
        Loads the networks now instead of at the first mask.
        
        Raises:
            NotFoundError: A network's file is gone.
            CorruptWeightsError: It is damaged.
            OutOfMemoryError: The networks do not fit into memory.
        """
    def mask(self, person: catvton._types.ImageLike, cloth_type: typing.Literal['upper', 'lower', 'overall', 'inner', 'outer'], *, mask_options: MaskOptions | None = None, lock_policy: typing.Literal['wait', 'reject', 'timeout'] = 'wait', lock_timeout_seconds: float = 0.0, deadline_seconds: float = 0.0, cancellation: CancellationToken | None = None) -> MaskResult:
        """
        Finds the mask in a photo.
        
        Args:
            person: The photo: (height, width, 3) uint8 RGB, grey or RGBA (alpha dropped), or PIL
                image; sides 64..4096. Must not change during the call. EXIF orientation of a PIL
                image is not applied: see load_image.
            cloth_type: Kind of the garment.
            mask_options: How the mask is made; None takes the defaults.
            lock_policy: When another inference holds the lock: 'wait', 'reject' (BusyError at
                once), or 'timeout' (BusyError after lock_timeout_seconds).
            lock_timeout_seconds: With lock_policy='timeout', >= 0.
            deadline_seconds: For the whole call, waiting included; 0 is none.
            cancellation: Stops the call between the networks.
        
        Returns:
            The mask, of the photo's size, and the maps it was made of.
        
        Raises:
            ArgumentTypeError: The photo has another type, dtype or mode.
            InvalidArgumentError: Another shape, or an option out of range.
            NoPersonError: Nobody was found.
            BusyError: The lock was taken and waiting not wanted.
            CancelledError: The token was set.
            DeadlineExceededError: Not ready in time.
            CorruptWeightsError: A network's file is damaged.
            InvalidStateError: Called from a callback, in a forked child, or when closed.
            OutOfMemoryError: Too little memory; the masker stays usable.
            KeyboardInterrupt: Ctrl-C; the masker stays usable.
        """
    def release(self) -> None:
        """
        Frees the networks; the next mask loads them again. Cached maps stay.
        """
    def set_cache_bytes(self, bytes: int) -> None:
        """
        Sets how many label maps are kept; the least recently used leave first.
        
        Args:
            bytes: Of the maps together; 0 turns the cache off and empties it; 64 MiB at first.
        
        Raises:
            InvalidArgumentError: bytes is negative.
        """
    @property
    def closed(self) -> bool:
        """
        The model was freed.
        """
    @property
    def context(self) -> GpuContext:
        """
        The context that it computes on; others may share it.
        """
class Pipeline:
    """
    Person + cloth + mask -> the person wearing the cloth.
    
    May be called from any thread; calls on one GpuContext run one at a time under its
    inference lock. A run that raises leaves the pipeline and the context usable.
    """
    @staticmethod
    def from_pretrained(model: catvton._types.FilePath, *, device: str | None = None, precision: typing.Literal['auto', 'fp32', 'fp16', 'bf16'] | None = None, threads: int | None = None, context: GpuContext | None = None, base_model: catvton._types.FilePath = '', vae: catvton._types.FilePath = '', resume_path: catvton._types.FilePath = '', attention_version: typing.Literal['mix', 'vitonhd', 'dresscode'] = 'mix', mask_free: bool = False) -> Pipeline:
        """
        Loads a model.
        
        Args:
            model: 'mini' (small, of drawn people, installed with the library), 'catvton' or
                'catvton-maskfree' (the published sets, from the Hugging Face cache on disk), a
                folder of weights, or a file written by convert_model.
            device: As in GpuContext; None takes its default.
            precision: As in GpuContext; None takes its default.
            threads: As in GpuContext; None takes its default.
            context: A context to share, instead of device, precision and threads.
            base_model: Folder or owner/repository of the UNet; '' is the published one.
            vae: Folder or owner/repository of the VAE; '' is the published one.
            resume_path: Folder or owner/repository of CatVTON's own weights, those of the masker
                too; '' is the published one.
            attention_version: Which retrained self-attention.
            mask_free: The variant that takes no mask.
        
        Returns:
            The model, ready; the GIL is released while it loads.
        
        Raises:
            NotFoundError: A file, model or device does not exist.
            CorruptWeightsError: The weights do not fit; the message lists the differences.
            UnsupportedFormatError: A weight file is of another kind.
            OutOfMemoryError: The weights do not fit into memory.
            InvalidArgumentError: Arguments contradict each other.
        """
    def __enter__(self) -> Pipeline:
        ...
    def __exit__(self, kind: typing.Any, error: typing.Any, traceback: typing.Any) -> None:
        ...
    def close(self) -> None:
        """
        Frees the model now instead of with the last reference. Calls that run end as they would;
        later ones raise InvalidStateError. Closing twice is allowed. A `with` statement closes.
        """
    def estimate(self, *, height: int | None = None, width: int | None = None, guidance_scale: float = 2.5, batch: int = 1) -> MemoryEstimate:
        """
        Bytes that a run needs, before running.
        
        Args:
            height: Pixels of the result; None takes the model's.
            width: The same.
            guidance_scale: Above 1 the UNet works on twice the batch.
            batch: Requests computed together, 1..64.
        
        Returns:
            The bytes, of the weights and of what the run computes with.
        
        Raises:
            InvalidArgumentError: An argument is out of range.
        """
    def run(self, person: catvton._types.ImageLike, cloth: catvton._types.ImageLike, *, mask: catvton._types.ImageLike | None = None, masker: AutoMasker | None = None, cloth_type: typing.Literal['upper', 'lower', 'overall', 'inner', 'outer'] | None = None, mask_options: MaskOptions | None = None, height: int | None = None, width: int | None = None, num_inference_steps: int | None = None, guidance_scale: float = 2.5, seed: int | None = None, generator: catvton._types.TorchGenerator | None = None, eta: float = 1.0, mask_blur: int = 9, repaint: bool = False, geometry: typing.Literal['crop', 'pad'] = 'crop', lock_policy: typing.Literal['wait', 'reject', 'timeout'] = 'wait', lock_timeout_seconds: float = 0.0, deadline_seconds: float = 0.0, cancellation: CancellationToken | None = None, callback_on_step_end: collections.abc.Callable[[Progress], typing.Literal['keep_going', 'cancel'] | None] | None = None, callback_on_preview: collections.abc.Callable[[numpy.typing.NDArray[numpy.uint8], int], None] | None = None, preview_every: int = 0, progress_bar: bool = False) -> TryOnResult:
        """
        Makes one try-on.
        
        With `mask`, or with `masker` and `cloth_type`, or with neither for a mask-free model.
        Pictures are (height, width, 3) uint8 RGB, grey or RGBA (alpha dropped), or PIL images of
        mode L, RGB or RGBA; sides 1..16384; they must not change during the call. EXIF orientation
        of a PIL image is not applied: see load_image. The GIL is released meanwhile.
        
        Args:
            person: Photo of the person.
            cloth: Photo of the garment.
            mask: White where the garment goes, of the person's size: bytes >= 128 after the blur
                are repainted.
            masker: Finds the mask on the person at the size of the network.
            cloth_type: With masker: kind of the garment.
            mask_options: With masker: how the mask is made.
            height: Pixels of the result, a multiple of 8, 64..2048; None takes the model's.
            width: The same.
            num_inference_steps: DDIM steps, 1..999; None takes the model's.
            guidance_scale: Classifier-free guidance, 0..30; 1 or less turns it off, which halves
                the work.
            seed: Of every random draw; -1 draws one; None takes the library's fixed default. The
                result tells it.
            generator: A torch.Generator that has drawn nothing yet, instead of seed: its seed is
                used, and its state stays as it is.
            eta: Share of DDPM noise in each DDIM step, 0..1.
            mask_blur: Radius in pixels of the blur on the mask, 0..256; 0 is off.
            repaint: Puts the person's own pixels back outside the mask.
            geometry: 'crop' cuts the person to the aspect ratio, 'pad' keeps all of the photo.
            lock_policy: When another inference holds the lock: 'wait', 'reject' (BusyError at
                once), or 'timeout' (BusyError after lock_timeout_seconds).
            lock_timeout_seconds: With lock_policy='timeout', >= 0.
            deadline_seconds: For the whole call, waiting included; 0 is none.
            cancellation: Stops the run from another thread.
            callback_on_step_end: Called on this thread after each step; returns None or
                'keep_going' to go on, 'cancel' to stop. What it raises comes out of this call. It
                must not call the pipeline.
            callback_on_preview: Given an estimate of the result, (height, width, 3) uint8, and the
                step.
            preview_every: Steps between two previews; 0 is off.
            progress_bar: Shows the steps with tqdm.
        
        Returns:
            The picture, (height, width, 3) uint8 RGB, and how it was made.
        
        Raises:
            ArgumentTypeError: A value has another type, dtype or mode.
            InvalidArgumentError: Another shape, or an argument out of range.
            BusyError: The lock was taken and waiting not wanted.
            CancelledError: The callback or the token stopped the run.
            DeadlineExceededError: Not ready in time.
            InvalidStateError: Called from a callback, in a forked child, or when closed.
            NoPersonError: The masker found nobody.
            OutOfMemoryError: Too little memory; the pipeline stays usable.
            NumericError: NaN or infinity in the latents or the picture.
            KeyboardInterrupt: Ctrl-C; the pipeline stays usable.
        """
    def run_batch(self, requests: collections.abc.Sequence[tuple[catvton._types.ImageLike, catvton._types.ImageLike, catvton._types.ImageLike | None]], *, height: int | None = None, width: int | None = None, num_inference_steps: int | None = None, guidance_scale: float = 2.5, seed: int | None = None, generator: catvton._types.TorchGenerator | None = None, eta: float = 1.0, mask_blur: int = 9, repaint: bool = False, geometry: typing.Literal['crop', 'pad'] = 'crop', lock_policy: typing.Literal['wait', 'reject', 'timeout'] = 'wait', lock_timeout_seconds: float = 0.0, deadline_seconds: float = 0.0, cancellation: CancellationToken | None = None, callback_on_step_end: collections.abc.Callable[[Progress], typing.Literal['keep_going', 'cancel'] | None] | None = None, callback_on_preview: collections.abc.Callable[[numpy.typing.NDArray[numpy.uint8], int], None] | None = None, preview_every: int = 0, progress_bar: bool = False) -> list[TryOnResult]:
        """
        Makes several try-ons in one batch: one seed, one draw for the whole batch.
        
        Pictures are those of run. The GIL is released meanwhile.
        
        Args:
            requests: 1..64 of (person, cloth, mask); mask is None for a mask-free model.
            height: Pixels of the result, a multiple of 8, 64..2048; None takes the model's.
            width: The same.
            num_inference_steps: DDIM steps, 1..999; None takes the model's.
            guidance_scale: Classifier-free guidance, 0..30; 1 or less turns it off, which halves
                the work.
            seed: Of every random draw; -1 draws one; None takes the library's fixed default. The
                result tells it.
            generator: A torch.Generator that has drawn nothing yet, instead of seed: its seed is
                used, and its state stays as it is.
            eta: Share of DDPM noise in each DDIM step, 0..1.
            mask_blur: Radius in pixels of the blur on the mask, 0..256; 0 is off.
            repaint: Puts the person's own pixels back outside the mask.
            geometry: 'crop' cuts the person to the aspect ratio, 'pad' keeps all of the photo.
            lock_policy: When another inference holds the lock: 'wait', 'reject' (BusyError at
                once), or 'timeout' (BusyError after lock_timeout_seconds).
            lock_timeout_seconds: With lock_policy='timeout', >= 0.
            deadline_seconds: For the whole call, waiting included; 0 is none.
            cancellation: Stops the run from another thread.
            callback_on_step_end: Called on this thread after each step; returns None or
                'keep_going' to go on, 'cancel' to stop. What it raises comes out of this call. It
                must not call the pipeline.
            callback_on_preview: Given an estimate of the result, (height, width, 3) uint8, and the
                step.
            preview_every: Steps between two previews; 0 is off.
            progress_bar: Shows the steps with tqdm.
        
        Returns:
            One result for each request, in their order; seconds and peak memory are the batch's.
        
        Raises:
            ArgumentTypeError: A value has another type, dtype or mode.
            InvalidArgumentError: Another shape, or an argument out of range.
            BusyError: The lock was taken and waiting not wanted.
            CancelledError: The callback or the token stopped the run.
            DeadlineExceededError: Not ready in time.
            InvalidStateError: Called from a callback, in a forked child, or when closed.
            NoPersonError: The masker found nobody.
            OutOfMemoryError: Too little memory; the pipeline stays usable.
            NumericError: NaN or infinity in the latents or the picture.
            KeyboardInterrupt: Ctrl-C; the pipeline stays usable.
        """
    @property
    def closed(self) -> bool:
        """
        The model was freed.
        """
    @property
    def context(self) -> GpuContext:
        """
        The context that it computes on; others may share it.
        """
    @property
    def height(self) -> int:
        """
        Pixels of a result when none are asked for.
        """
    @property
    def mask_free(self) -> bool:
        """
        The model takes no mask.
        """
    @property
    def num_inference_steps(self) -> int:
        """
        Steps of a run when none are asked for.
        """
    @property
    def width(self) -> int:
        """
        Pixels of a result when none are asked for.
        """
class TensorInfo:
    """
    One tensor of a weight file.
    """
    def __repr__(self) -> str:
        ...
    @property
    def dtype(self) -> str:
        """
        As safetensors writes it: 'F32', 'F16', ...
        """
    @property
    def name(self) -> str:
        """
        Of the parameter.
        """
    @property
    def shape(self) -> list[int]:
        """
        Lengths of the axes.
        """
class WeightFileInfo:
    """
    What a weight file holds.
    """
    def __repr__(self) -> str:
        ...
    @property
    def bytes(self) -> int:
        """
        Of all tensors together.
        """
    @property
    def format(self) -> str:
        """
        'safetensors', 'torch_zip', 'torch_legacy' or 'detectron2_pickle'.
        """
    @property
    def tensors(self) -> list[TensorInfo]:
        """
        In the order of the file.
        """
class ModelLicense:
    """
    Whom the files of one repository belong to.
    """
    def __repr__(self) -> str:
        ...
    @property
    def name(self) -> str:
        """
        'CC BY-NC-SA 4.0'.
        """
    @property
    def repository(self) -> str:
        """
        owner/name.
        """
    @property
    def terms(self) -> str:
        """
        What it asks beyond keeping the notice, in a few words; or ''.
        """
    @property
    def url(self) -> str:
        """
        Of its text; '' is none.
        """
class ModelFile:
    """
    One file of a model.
    """
    def __repr__(self) -> str:
        ...
    @property
    def bytes(self) -> int:
        """
        0 is not known.
        """
    @property
    def location(self) -> pathlib.Path | None:
        """
        On this disk; None is not there.
        """
    @property
    def path(self) -> str:
        """
        In the repository.
        """
    @property
    def repository(self) -> str:
        """
        owner/name; '' is installed with the library.
        """
    @property
    def revision(self) -> str:
        """
        A commit, or a name such as 'main'.
        """
class ModelInfo:
    """
    A model that has a name.
    """
    def __repr__(self) -> str:
        ...
    @property
    def bytes(self) -> int:
        """
        Of all files whose size is known.
        """
    @property
    def complete(self) -> bool:
        """
        Every file is on this disk.
        """
    @property
    def description(self) -> str:
        """
        What it is, in a few words.
        """
    @property
    def files(self) -> list[ModelFile]:
        """
        What it consists of.
        """
    @property
    def folders(self) -> list[pathlib.Path]:
        """
        Of the model, or of its repositories that are (in part) on this disk.
        """
    @property
    def licenses(self) -> list[ModelLicense]:
        """
        One for each repository.
        """
    @property
    def name(self) -> str:
        """
        As Pipeline.from_pretrained takes it.
        """
class PullPlan:
    """
    What pull_model is about to do.
    """
    def __repr__(self) -> str:
        ...
    @property
    def bytes(self) -> int:
        """
        Of all files.
        """
    @property
    def download_bytes(self) -> int:
        """
        Of those to be downloaded.
        """
    @property
    def endpoint(self) -> str:
        """
        'https://huggingface.co'.
        """
    @property
    def files(self) -> list[ModelFile]:
        """
        Those without a location will be downloaded.
        """
    @property
    def licenses(self) -> list[ModelLicense]:
        """
        Of these files.
        """
class PullProgress:
    """
    Where a download stands.
    """
    def __repr__(self) -> str:
        ...
    @property
    def download_bytes(self) -> int:
        """
        Of all files to be downloaded.
        """
    @property
    def download_done(self) -> int:
        """
        Of these on the disk.
        """
    @property
    def file_bytes(self) -> int:
        """
        Of this file.
        """
    @property
    def file_done(self) -> int:
        """
        Of these on the disk; goes back when a file begins again.
        """
    @property
    def path(self) -> str:
        """
        Of the file.
        """
    @property
    def repository(self) -> str:
        """
        owner/name.
        """
class FileCheck:
    """
    What verify_model found of a file.
    """
    def __repr__(self) -> str:
        ...
    @property
    def file(self) -> ModelFile:
        """
        Which one.
        """
    @property
    def state(self) -> typing.Literal['good', 'missing', 'damaged', 'unknown']:
        """
        'good', 'missing', 'damaged' (its hash is another), or 'unknown' (there is nothing to compare it with).
        """
def convert_model(model: catvton._types.FilePath, path: catvton._types.FilePath, *, precision: typing.Literal['auto', 'fp32', 'fp16', 'bf16'] = 'auto', base_model: catvton._types.FilePath = '', vae: catvton._types.FilePath = '', resume_path: catvton._types.FilePath = '', attention_version: typing.Literal['mix', 'vitonhd', 'dresscode'] = 'mix', mask_free: bool = False) -> None:
    """
    Writes one safetensors file that loads by mmap: attention applied, unused
    cross-attention dropped. The file appears whole or not at all.
    
    Args:
        model: As in Pipeline.from_pretrained; so are the sources below.
        path: The file to write.
        precision: Of the weights; 'auto' is fp32.
        base_model: Folder or owner/repository.
        vae: Folder or owner/repository.
        resume_path: Folder or owner/repository.
        attention_version: Which retrained self-attention.
        mask_free: The variant that takes no mask.
    
    Raises:
        IoError: The file cannot be written.
        Error: As Pipeline.from_pretrained does.
    """
def decode_image(file: bytes, *, channels: int = 3, alpha: typing.Literal['over_white', 'ignore'] = 'over_white') -> numpy.typing.NDArray[numpy.uint8]:
    """
    Reads a picture from memory, as load_image does from a file.
    
    Args:
        file: The file's content.
        channels: As in load_image.
        alpha: As in load_image.
    
    Returns:
        (height, width) for grey, else (height, width, channels); uint8.
    
    Raises:
        InvalidImageError: The content is damaged.
        UnsupportedFormatError: It is no picture.
        TooLargeError: Beyond 64 megapixels or 64 MiB.
    """
def encode_image(image: catvton._types.ImageLike, *, format: typing.Literal['jpeg', 'png', 'webp', 'bmp', 'gif', 'tiff'] = 'png', quality: int = 95) -> bytes:
    """
    Writes a picture to memory, as save_image does to a file.
    
    Args:
        image: As in save_image.
        format: 'jpeg', 'png' or 'webp'; the others can only be read.
        quality: As in save_image.
    
    Returns:
        The file's content.
    
    Raises:
        ArgumentTypeError: The picture has another type, dtype or mode.
        InvalidArgumentError: The picture's shape, the format or the quality.
    """
def find_model(name: str) -> ModelInfo:
    """
    One of the models that have names.
    
    Args:
        name: As Pipeline.from_pretrained takes it.
    
    Returns:
        The model, with what of it is on this disk.
    
    Raises:
        NotFoundError: No model has that name; the message has those that there are.
    """
def inspect_weights(path: catvton._types.FilePath) -> WeightFileInfo:
    """
    Reads and checks a weight file without loading a model.
    
    Args:
        path: A safetensors, Torch or detectron2 file, told by the content. Nothing
            that a pickle names is imported or run.
    
    Returns:
        Its format and its tensors.
    
    Raises:
        NotFoundError: There is no such file.
        IoError: It cannot be read.
        CorruptWeightsError: It breaks a rule of its format.
        UnsupportedFormatError: It is of another kind.
    """
def list_models() -> list[ModelInfo]:
    """
    All models that have names.
    
    Returns:
        The models, with what of them is on this disk.
    
    Raises:
        IoError: The cache cannot be read.
    """
def load_image(path: catvton._types.FilePath, *, channels: int = 3, alpha: typing.Literal['over_white', 'ignore'] = 'over_white') -> numpy.typing.NDArray[numpy.uint8]:
    """
    Reads JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF, told by the content.
    
    EXIF orientation is applied. The GIL is released meanwhile.
    
    Args:
        path: The file.
        channels: 1 (grey), 3 (RGB) or 4 (RGBA).
        alpha: What becomes of transparency without a channel for it: 'over_white' suits
            photos, 'ignore' suits masks, whose colours count also where they are transparent.
    
    Returns:
        (height, width) for grey, else (height, width, channels); uint8.
    
    Raises:
        NotFoundError: There is no such file.
        IoError: It cannot be read.
        InvalidImageError: It is damaged.
        UnsupportedFormatError: It is no picture.
        TooLargeError: Beyond 64 megapixels or 64 MiB.
    """
def load_label_map(path: catvton._types.FilePath) -> numpy.typing.NDArray[numpy.uint8]:
    """
    Reads a label map from a PNG: grey values, or the indices (not the colours) of a palette.
    
    Args:
        path: The file.
    
    Returns:
        (height, width) uint8.
    
    Raises:
        NotFoundError: There is no such file.
        InvalidImageError: It is damaged.
        UnsupportedFormatError: It is no PNG, or in true colour, which holds no labels.
        TooLargeError: Beyond 64 megapixels or 64 MiB.
    """
def masked_person(person: catvton._types.ImageLike, mask: catvton._types.ImageLike) -> numpy.typing.NDArray[numpy.uint8]:
    """
    The person with the masked pixels grey (128): what the network sees of the person.
    
    Args:
        person: (height, width, 3) uint8 RGB, grey, RGBA, or PIL image.
        mask: (height, width) uint8, of the same size.
    
    Returns:
        (height, width, 3) uint8 RGB.
    
    Raises:
        ArgumentTypeError: A picture has another type, dtype or mode.
        InvalidArgumentError: Another shape, or the sizes differ.
    """
def overlay(person: catvton._types.ImageLike, mask: catvton._types.ImageLike) -> numpy.typing.NDArray[numpy.uint8]:
    """
    The person with the mask in translucent red and outlined.
    
    Args:
        person: (height, width, 3) uint8 RGB, grey, RGBA, or PIL image.
        mask: (height, width) uint8, of the same size.
    
    Returns:
        (height, width, 3) uint8 RGB.
    
    Raises:
        ArgumentTypeError: A picture has another type, dtype or mode.
        InvalidArgumentError: Another shape, or the sizes differ.
    """
def palette_image(labels: catvton._types.ImageLike) -> numpy.typing.NDArray[numpy.uint8]:
    """
    The label map in colours: the palette in which the data sets ship their maps.
    
    Args:
        labels: (height, width) uint8.
    
    Returns:
        (height, width, 3) uint8 RGB.
    
    Raises:
        ArgumentTypeError: The labels have another type or dtype.
        InvalidArgumentError: They have another shape.
    """
def pull_model(name: str, *, offline: bool = False, latest: bool = False, check_cached: bool = False, retry_delay_seconds: float = 1.0, cancellation: CancellationToken | None = None, callback_on_plan: collections.abc.Callable[[PullPlan], typing.Literal['keep_going', 'cancel'] | None] | None = None, callback_on_progress: collections.abc.Callable[[PullProgress], typing.Literal['keep_going', 'cancel'] | None] | None = None) -> ModelInfo:
    """
    Downloads what the Hugging Face cache lacks of a model. Every byte is checked against the
    hash that the hub names; what has arrived when a download ends early is kept.
    
    HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE mean what they mean in
    huggingface_hub. May be called from any thread and by several processes at once; the GIL is
    released meanwhile.
    
    Args:
        name: As Pipeline.from_pretrained takes it.
        offline: Uses the cache only, as HF_HUB_OFFLINE does.
        latest: Takes the newest revision instead of the one that the library was made for.
        check_cached: Hashes the files that are there, and replaces damaged ones.
        retry_delay_seconds: Before the second attempt, 0..60; doubles up to 8 times.
        cancellation: Stops the download from another thread, within a second.
        callback_on_plan: Called once, when all sizes are known and before the first byte is
            downloaded; returns None or 'keep_going' to go on, 'cancel' to stop.
        callback_on_progress: Called on this thread a few times a second; returns the same. What
            a callback raises comes out of this call. It must not pull.
    
    Returns:
        The model, as it is then.
    
    Raises:
        NotFoundError: Name, repository, revision or file; or offline and incomplete.
        IoError: Network or disk.
        CorruptWeightsError: An answer or a content that is not what was announced.
        CancelledError: A callback or the token stopped the download.
        InvalidStateError: Called from a callback of a download.
        KeyboardInterrupt: Ctrl-C; what has arrived is kept.
    """
def save_image(image: catvton._types.ImageLike, path: catvton._types.FilePath, *, quality: int = 95) -> None:
    """
    Writes a .png, .jpg, .jpeg or .webp file, whole or not at all.
    
    The GIL is released meanwhile.
    
    Args:
        image: (height, width) or (height, width, 1, 3 or 4) uint8, or PIL image.
        path: The file; its extension chooses the format.
        quality: 1..100, for JPEG and WebP.
    
    Raises:
        ArgumentTypeError: The picture has another type, dtype or mode.
        InvalidArgumentError: The picture's shape, the extension or the quality.
        IoError: The file cannot be written.
    """
def save_label_map(labels: catvton._types.ImageLike, path: catvton._types.FilePath) -> None:
    """
    Writes a palette PNG that load_label_map reads back, whole or not at all.
    
    Args:
        labels: (height, width) uint8.
        path: The file.
    
    Raises:
        ArgumentTypeError: The labels have another type or dtype.
        InvalidArgumentError: They have another shape.
        IoError: The file cannot be written.
    """
def set_log_sink(sink: collections.abc.Callable[[typing.Literal['debug', 'info', 'warning', 'error'], str], None] | None, *, minimum: typing.Literal['debug', 'info', 'warning', 'error'] = 'info') -> None:
    """
    Replaces the process-wide receiver of log messages; None silences the library.
    
    Args:
        sink: Called from the thread that logs, one message at a time; must not call the
            library.
        minimum: Lowest level that is handed on.
    """
def verify_model(name: str, *, cancellation: CancellationToken | None = None, callback_on_progress: collections.abc.Callable[[PullProgress], typing.Literal['keep_going', 'cancel'] | None] | None = None) -> list[FileCheck]:
    """
    Hashes the files of a model that are on this disk. The GIL is released meanwhile.
    
    Args:
        name: As Pipeline.from_pretrained takes it.
        cancellation: Stops the call from another thread.
        callback_on_progress: As in pull_model.
    
    Returns:
        What was found of each file.
    
    Raises:
        NotFoundError: No model has that name.
        IoError: A file cannot be read.
        CancelledError: The callback or the token stopped the call.
        KeyboardInterrupt: Ctrl-C.
    """
def version() -> VersionInfo:
    """
    What is loaded, for bug reports.
    """
