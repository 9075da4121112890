/// libcatvton: virtual try-on (CatVTON), the C interface. C99 and C++, 64-bit platforms.
///
/// Status. Every function that can fail returns a catvton_status: 0 is success. What went wrong is
/// in catvton_last_error_message(). No function ends the process or lets an exception out.
/// Each can return INVALID_ARGUMENT, INVALID_STATE (from a log sink, or after fork),
/// OUT_OF_MEMORY and INTERNAL; further ones are listed at the functions as "Also".
///
/// Handles. Every object is a 64-bit id; 0 is none. A handle that is 0, was freed, is of another
/// type or was never made here is INVALID_ARGUMENT. Every *_free takes 0 (does nothing) and refuses
/// a handle that was freed. Objects keep what they need: a context may be freed before its
/// pipelines, and any handle while another thread is in a call with it.
///
/// Outputs. Output pointers must not be NULL unless a function says so. On failure handles, numbers
/// and pointers are 0, and structs are zeroed behind struct_size.
///
/// Structs. A struct that starts with struct_size is set up by its *_INIT macro or, for options, by
/// its *_init function. Fields are only ever appended, in groups of 8 bytes: a shorter struct of an
/// older header is accepted and its missing fields have their defaults; a longer one of a newer
/// header is accepted as long as the unknown part is zero. Options may be NULL: the defaults. A
/// field `reserved` must be 0. Booleans are 0 or 1. Strings are UTF-8 and end in NUL.
///
/// Threads. Any function may be called from any thread. Calls that compute on one context run one
/// at a time under its inference lock; a callback of a running inference that starts another on the
/// same context gets INVALID_STATE.
///
/// Fork. In a forked child handles of the parent are INVALID_STATE. If the parent had made a
/// context, the child cannot make one: LibTorch's threads do not survive a fork. Images still work.
///
/// Model management (weight files, named models, downloads) is in models.h, included at the end.
#ifndef CATVTON_CATVTON_H
#define CATVTON_CATVTON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/* ---- Constants ---------------------------------------------------------------------------- */
// clang-format off
enum { CATVTON_LOG_DEBUG = 0, CATVTON_LOG_INFO = 1, CATVTON_LOG_WARNING = 2,
       CATVTON_LOG_ERROR = 3 };
/// JPEG, PNG and WebP are read and written, the others only read.
enum { CATVTON_FORMAT_JPEG = 0, CATVTON_FORMAT_PNG = 1, CATVTON_FORMAT_WEBP = 2,
       CATVTON_FORMAT_BMP = 3, CATVTON_FORMAT_GIF = 4, CATVTON_FORMAT_TIFF = 5 };
enum { CATVTON_ALPHA_OVER_WHITE = 0,  ///< composed over white: for photos
       CATVTON_ALPHA_IGNORE = 1 };    ///< dropped: for masks
enum { CATVTON_RESIZE_NEAREST = 0, CATVTON_RESIZE_BILINEAR = 1, CATVTON_RESIZE_BICUBIC = 2,
       CATVTON_RESIZE_LANCZOS = 3 };
/// AUTOMATIC is fp16 on CUDA and fp32 on a CPU.
enum { CATVTON_PRECISION_AUTOMATIC = 0, CATVTON_PRECISION_FP32 = 1, CATVTON_PRECISION_FP16 = 2,
       CATVTON_PRECISION_BF16 = 3 };
/// Which of CatVTON's retrained self-attentions.
enum { CATVTON_ATTENTION_MIX = 0, CATVTON_ATTENTION_VITONHD = 1, CATVTON_ATTENTION_DRESSCODE = 2 };
enum { CATVTON_CLOTH_UPPER = 0, CATVTON_CLOTH_LOWER = 1, CATVTON_CLOTH_OVERALL = 2,
       CATVTON_CLOTH_INNER = 3, CATVTON_CLOTH_OUTER = 4 };
/// What a call does when another inference holds the context's lock.
enum { CATVTON_LOCK_WAIT = 0,         ///< waits its turn
       CATVTON_LOCK_REJECT = 1,       ///< returns BUSY at once
       CATVTON_LOCK_TIMEOUT = 2 };    ///< waits lock_timeout_seconds, then returns BUSY
enum { CATVTON_PERSON_BEST = 0,       ///< the detection with the highest score
       CATVTON_PERSON_LARGEST = 1,    ///< the detection with the largest box
       CATVTON_PERSON_INDEX = 2 };    ///< person_index, counted from the best score
enum { CATVTON_FIT_STANDARD = 0,      ///< the reference's mask
       CATVTON_FIT_LOOSE = 1,         ///< reaches 1/40 of the longer side further
       CATVTON_FIT_TIGHT = 2 };       ///< no convex hull
enum { CATVTON_MAP_MASK = 0,          ///< 255 is repainted, 0 kept; between with feather
       CATVTON_MAP_DENSEPOSE = 1,     ///< labels 0..24
       CATVTON_MAP_ATR = 2,           ///< labels 0..17
       CATVTON_MAP_LIP = 3 };         ///< labels 0..19
enum { CATVTON_GEOMETRY_CROP = 0,     ///< person cropped to the aspect ratio, cloth padded
       CATVTON_GEOMETRY_PAD = 1 };    ///< person padded too, and the padding cut off the result
enum { CATVTON_STAGE_PREPARE = 0, CATVTON_STAGE_MASK = 1, CATVTON_STAGE_ENCODE = 2,
       CATVTON_STAGE_DENOISE = 3, CATVTON_STAGE_DECODE = 4 };
// clang-format on

/* ---- Status ------------------------------------------------------------------------------- */
/// The numbers are frozen.
typedef int32_t catvton_status;
enum {
    CATVTON_STATUS_OK = 0,
    CATVTON_STATUS_INVALID_ARGUMENT = 1,    ///< an option or input is outside its documented range
    CATVTON_STATUS_INVALID_STATE = 2,       ///< not allowed now: from a callback, after fork
    CATVTON_STATUS_NOT_FOUND = 3,           ///< a file, model or device does not exist
    CATVTON_STATUS_IO = 4,                  ///< the operating system refused to read or write
    CATVTON_STATUS_CORRUPT_WEIGHTS = 5,     ///< a weight file is damaged or does not fit the model
    CATVTON_STATUS_INVALID_IMAGE = 6,       ///< a picture is damaged
    CATVTON_STATUS_UNSUPPORTED_FORMAT = 7,  ///< a file is of a kind that is not read here
    CATVTON_STATUS_TOO_LARGE = 8,           ///< an input exceeds a limit
    CATVTON_STATUS_OUT_OF_MEMORY = 9,       ///< the context stays usable
    CATVTON_STATUS_DEVICE = 10,             ///< the accelerator failed
    CATVTON_STATUS_NUMERIC = 11,            ///< NaN or infinity in the latents or the picture
    CATVTON_STATUS_BUSY = 12,               ///< another inference runs and waiting was not wanted
    CATVTON_STATUS_CANCELLED = 13,          ///< a callback or a cancellation token stopped the run
    CATVTON_STATUS_DEADLINE_EXCEEDED = 14,  ///< the run did not finish within its deadline
    CATVTON_STATUS_NO_PERSON = 15,          ///< the detector found nobody in the photo
    CATVTON_STATUS_INTERNAL = 16            ///< a defect of the library
};

/// What one status means to the outside world. The strings live as long as the library.
typedef struct catvton_status_info {
    uint32_t struct_size;
    int32_t http_status;           ///< for a server's answer; 200 for OK
    int32_t exit_status;           ///< for a program; 0 for OK
    int32_t retryable;             ///< 1: the same call may succeed later
    const char* name;              ///< "invalid_argument", ...
    const char* python_exception;  ///< class below catvton.Error; "" for OK
} catvton_status_info;
catvton_status catvton_get_status_info(catvton_status status, catvton_status_info* info);

/// What the last call on this thread that returns a status had to say: what was wrong, with which
/// value, and what to do; "" after a success. Never NULL. Valid until the thread's next call.
const char* catvton_last_error_message(void);

/* ---- Version ------------------------------------------------------------------------------ */
/// Version of this interface: a library with the same number runs programs built with this header.
#define CATVTON_ABI_VERSION 1
/// CATVTON_ABI_VERSION of the library that is loaded.
uint32_t catvton_abi_version(void);

/// The strings live as long as the library.
typedef struct catvton_version_info {
    uint32_t struct_size;
    uint32_t abi_version;
    const char* catvton;   ///< "major.minor.patch" of the library that is loaded
    const char* torch;     ///< LibTorch it was built with
    const char* compiler;  ///< that built it
} catvton_version_info;
catvton_status catvton_get_version(catvton_version_info* info);

/* ---- Log ---------------------------------------------------------------------------------- */
/// `message` is valid during the call.
typedef void (*catvton_log_fn)(int32_t level, const char* message, void* user_data);

/// Replaces the process-wide sink; NULL silences the library (the default). The sink is called from
/// the thread that logs, one message at a time, for messages of minimum_level and above. It must
/// not call the library. When this returns, the former sink is not called any more.
catvton_status catvton_set_log_sink(catvton_log_fn sink, void* user_data, int32_t minimum_level);

/* ---- Images ------------------------------------------------------------------------------- */
/// Owned 8-bit pixels.
typedef uint64_t catvton_image;
/// Owned bytes: an encoded picture.
typedef uint64_t catvton_bytes;

/// Borrowed 8-bit pixels, rows top to bottom, channels interleaved: 1 grey, 3 RGB, 4 RGBA. Sides
/// 1..16384. As an input the memory must stay until the call returns. The struct is frozen.
typedef struct catvton_image_view {
    const uint8_t* data;
    int32_t width;     ///< pixels
    int32_t height;    ///< pixels
    int32_t channels;  ///< 1, 3 or 4
    int32_t reserved;
    size_t stride;  ///< bytes from one row to the next; 0 means width * channels
} catvton_image_view;

typedef struct catvton_decode_options {
    uint32_t struct_size;
    int32_t channels;           ///< of the result: 1, 3 or 4
    int32_t alpha;              ///< CATVTON_ALPHA_*; unused when channels is 4
    int32_t apply_orientation;  ///< turn and mirror as the EXIF orientation says
    uint64_t max_pixels;        ///< declared width * height, checked before any allocation
    uint64_t max_bytes;         ///< of the encoded file
} catvton_decode_options;
catvton_status catvton_decode_options_init(catvton_decode_options* options, uint32_t struct_size);

typedef struct catvton_encode_options {
    uint32_t struct_size;
    int32_t format;   ///< CATVTON_FORMAT_PNG, _JPEG (refuses RGBA) or _WEBP
    int32_t quality;  ///< 1..100, for JPEG and WebP
    int32_t reserved;
} catvton_encode_options;
catvton_status catvton_encode_options_init(catvton_encode_options* options, uint32_t struct_size);

/// What a file says about its picture, before orientation, alpha and options are applied.
typedef struct catvton_image_info {
    uint32_t struct_size;
    int32_t format;       ///< CATVTON_FORMAT_*
    int32_t width;        ///< pixels, as stored
    int32_t height;       ///< pixels, as stored
    int32_t channels;     ///< 1 grey, 2 grey and alpha, 3 colour (or palette), 4 RGBA or CMYK
    int32_t bits;         ///< of a sample (of a palette index), 1..16
    int32_t orientation;  ///< EXIF, 1..8; 1 when absent or broken
    int32_t alpha;        ///< 1: some pixels may be transparent
    int32_t animated;     ///< 1: has more frames than the one that is read
    int32_t reserved;
} catvton_image_info;

/// Checks the structure of a file and reads its header. Also INVALID_IMAGE, UNSUPPORTED_FORMAT,
/// TOO_LARGE, and for a path NOT_FOUND and IO.
catvton_status catvton_probe_image(const uint8_t* data, size_t size,
                                   const catvton_decode_options* options, catvton_image_info* info);
catvton_status catvton_probe_image_file(const char* path, const catvton_decode_options* options,
                                        catvton_image_info* info);
/// Decodes a file of any format; the kind is told by the content. Errors as catvton_probe_image.
catvton_status catvton_image_decode(const uint8_t* data, size_t size,
                                    const catvton_decode_options* options, catvton_image* image);
catvton_status catvton_image_load(const char* path, const catvton_decode_options* options,
                                  catvton_image* image);
/// A copy of borrowed pixels.
catvton_status catvton_image_create(const catvton_image_view* pixels, catvton_image* image);
/// The pixels, valid until the image is freed.
catvton_status catvton_image_get_view(catvton_image image, catvton_image_view* view);
catvton_status catvton_image_free(catvton_image image);

/// Pixels to a file in memory.
catvton_status catvton_image_encode(const catvton_image_view* pixels,
                                    const catvton_encode_options* options, catvton_bytes* bytes);
/// Encodes by the extension of `path` (.png .jpg .jpeg .webp). The file appears whole or not at
/// all. quality: 1..100. Also UNSUPPORTED_FORMAT, NOT_FOUND, IO.
catvton_status catvton_image_save(const catvton_image_view* pixels, const char* path,
                                  int32_t quality);
/// The bytes, valid until the handle is freed.
catvton_status catvton_bytes_get(catvton_bytes bytes, const uint8_t** data, size_t* size);
catvton_status catvton_bytes_free(catvton_bytes bytes);

/// Bit-exact to Pillow. width, height: 1..16384; filter: CATVTON_RESIZE_*.
catvton_status catvton_image_resize(const catvton_image_view* pixels, int32_t width, int32_t height,
                                    int32_t filter, catvton_image* image);
/// Centre crop to the target's aspect ratio, then LANCZOS: how the person enters the network.
catvton_status catvton_image_resize_and_crop(const catvton_image_view* pixels, int32_t width,
                                             int32_t height, catvton_image* image);
/// LANCZOS to fit inside, centred on white, RGB: how the cloth enters the network.
catvton_status catvton_image_resize_and_padding(const catvton_image_view* pixels, int32_t width,
                                                int32_t height, catvton_image* image);
/// Pillow's GaussianBlur. radius: pixels, >= 0; 0 copies.
catvton_status catvton_image_gaussian_blur(const catvton_image_view* pixels, float radius,
                                           catvton_image* image);
/// Pillow's convert("L"); alpha is dropped.
catvton_status catvton_image_to_grey(const catvton_image_view* pixels, catvton_image* image);

/* ---- Contexts ----------------------------------------------------------------------------- */
/// A device, its precision, and the inference lock that pipelines and maskers on it share.
typedef uint64_t catvton_context;

typedef struct catvton_device_options {
    uint32_t struct_size;
    int32_t precision;   ///< CATVTON_PRECISION_*
    const char* device;  ///< "auto" (CUDA if present), "cpu", "cuda", "cuda:N"; NULL: "auto"
    int32_t threads;     ///< CPU threads of the process's kernels, 1..1024; 0: LibTorch's choice
    int32_t reserved;
} catvton_device_options;
catvton_status catvton_device_options_init(catvton_device_options* options, uint32_t struct_size);

typedef struct catvton_device_info {
    uint32_t struct_size;
    int32_t index;        ///< of the accelerator
    int32_t precision;    ///< CATVTON_PRECISION_* in use; never AUTOMATIC
    int32_t threads;      ///< CPU threads of the kernels
    char name[128];       ///< the processor's or accelerator's name
    char kind[16];        ///< "cpu" or "cuda"
    char capability[32];  ///< instruction set ("AVX2", ...) or compute capability ("9.0")
} catvton_device_info;

/// In bytes.
typedef struct catvton_memory_info {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t total;      ///< of the device, or of the machine (container limits respected)
    uint64_t free;       ///< available now
    uint64_t allocated;  ///< by this process: resident set on a CPU, allocator on CUDA
    uint64_t peak;       ///< highest `allocated` so far
} catvton_memory_info;

/// Also NOT_FOUND (no such device), DEVICE (it does not start).
catvton_status catvton_context_create(const catvton_device_options* options,
                                      catvton_context* context);
catvton_status catvton_context_get_device(catvton_context context, catvton_device_info* info);
catvton_status catvton_context_get_memory(catvton_context context, catvton_memory_info* info);
/// *busy is 1 while an inference holds the lock.
catvton_status catvton_context_get_busy(catvton_context context, int32_t* busy);
catvton_status catvton_context_free(catvton_context context);

/* ---- Cancellation ------------------------------------------------------------------------- */
/// A flag that stops runs from another thread: a run whose options name it returns CANCELLED within
/// one step. Stays set until it is reset. Not for signal handlers.
typedef uint64_t catvton_cancellation;
catvton_status catvton_cancellation_create(catvton_cancellation* cancellation);
catvton_status catvton_cancellation_cancel(catvton_cancellation cancellation);
catvton_status catvton_cancellation_reset(catvton_cancellation cancellation);
catvton_status catvton_cancellation_get_cancelled(catvton_cancellation cancellation,
                                                  int32_t* cancelled);
/// Runs that use the flag keep it.
catvton_status catvton_cancellation_free(catvton_cancellation cancellation);

/* ---- Models ------------------------------------------------------------------------------- */
/// Where the weights come from. A source is a folder, or an owner/repository in the Hugging Face
/// cache. NULL and "" both mean unused or the published one.
typedef struct catvton_model_options {
    uint32_t struct_size;
    int32_t attention_version;  ///< CATVTON_ATTENTION_*: which retrained self-attention
    const char* model;       ///< "mini", "catvton", "catvton-maskfree", a folder or a merged file
    const char* base_model;  ///< UNet and scheduler
    const char* vae;
    const char* resume_path;  ///< CatVTON's attention and the masker's weights
    int32_t mask_free;        ///< 1: the variant that needs no mask
    int32_t reserved;
} catvton_model_options;
catvton_status catvton_model_options_init(catvton_model_options* options, uint32_t struct_size);

/* ---- Masks -------------------------------------------------------------------------------- */
/// Photo of a person -> cloth-agnostic mask. The networks are loaded when first needed.
typedef uint64_t catvton_masker;
/// A mask and the maps it was made of.
typedef uint64_t catvton_mask_result;

typedef struct catvton_mask_options {
    uint32_t struct_size;
    int32_t person_choice;    ///< CATVTON_PERSON_*
    int32_t person_index;     ///< with PERSON_INDEX, 0..99
    int32_t allow_no_person;  ///< 1: takes the parsers' mask when nobody is found
    int32_t fit;              ///< CATVTON_FIT_*
    int32_t grow;             ///< pixels to grow the mask by, -1024..1024; negative shrinks
    int32_t feather;          ///< radius in pixels of a blur over the mask's edge, 0..256
    int32_t parser_bgr;       ///< 1: feeds the parsers BGR
    int32_t use_cache;        ///< looks up and keeps the person's maps by the photo's content
    int32_t lock_policy;      ///< CATVTON_LOCK_*
    const catvton_image_view* user_add;       ///< pixels >= 128 join the mask; NULL: unused
    const catvton_image_view* user_subtract;  ///< pixels >= 128 leave the mask; NULL: unused
    double lock_timeout_seconds;              ///< with LOCK_TIMEOUT, >= 0
    double deadline_seconds;                  ///< for the whole call, waiting included; 0 is none
    catvton_cancellation cancellation;        ///< looked at between the networks; 0: unused
} catvton_mask_options;
catvton_status catvton_mask_options_init(catvton_mask_options* options, uint32_t struct_size);

/// Seconds of wall time; 0 for what the cache or the caller supplied.
typedef struct catvton_mask_result_info {
    uint32_t struct_size;
    int32_t person;        ///< index of the person who was masked; -1: none
    int32_t people_count;  ///< people who were found
    int32_t from_cache;    ///< 1: the maps were known already
    double load_seconds;   ///< reading the networks, on the first call
    double densepose_seconds;
    double atr_seconds;
    double lip_seconds;
    double assemble_seconds;
    double total_seconds;  ///< of the call, waiting for the lock excluded
} catvton_mask_result_info;

/// A person found by the detector, in pixels of the photo: x0 <= x < x1, y0 <= y < y1.
typedef struct catvton_person_box {
    uint32_t struct_size;
    float score;  ///< 0..1
    float x0;
    float y0;
    float x1;
    float y1;
} catvton_person_box;

/// The weights lie in options.resume_path or in options.model. Also NOT_FOUND.
catvton_status catvton_masker_create(catvton_context context, const catvton_model_options* options,
                                     catvton_masker* masker);
/// person: sides 64..4096. cloth_type: CATVTON_CLOTH_*. Also NO_PERSON, CORRUPT_WEIGHTS, BUSY,
/// CANCELLED, DEADLINE_EXCEEDED.
catvton_status catvton_masker_run(catvton_masker masker, const catvton_image_view* person,
                                  int32_t cloth_type, const catvton_mask_options* options,
                                  catvton_mask_result* result);
/// Loads the networks now instead of at the first mask. Also CORRUPT_WEIGHTS.
catvton_status catvton_masker_load(catvton_masker masker);
/// Frees the networks; the next mask loads them again.
catvton_status catvton_masker_unload(catvton_masker masker);
/// Bytes of label maps to keep; 0 turns the cache off and empties it. The default is 64 MiB.
catvton_status catvton_masker_set_cache_bytes(catvton_masker masker, uint64_t bytes);
catvton_status catvton_masker_free(catvton_masker masker);

/// map: CATVTON_MAP_*. One channel, the photo's size; valid until the result is freed.
catvton_status catvton_mask_result_get_map(catvton_mask_result result, int32_t map,
                                           catvton_image_view* view);
catvton_status catvton_mask_result_get_info(catvton_mask_result result,
                                            catvton_mask_result_info* info);
/// index: 0..people_count - 1, best score first.
catvton_status catvton_mask_result_get_person(catvton_mask_result result, int32_t index,
                                              catvton_person_box* box);
catvton_status catvton_mask_result_free(catvton_mask_result result);

/// The mask from label maps made elsewhere, all of one size and one channel; needs no model.
catvton_status catvton_assemble_mask(const catvton_image_view* densepose,
                                     const catvton_image_view* atr, const catvton_image_view* lip,
                                     int32_t cloth_type, const catvton_mask_options* options,
                                     catvton_image* mask);
/// A label map in the colours of the data sets, RGB.
catvton_status catvton_palette_image(const catvton_image_view* labels, catvton_image* image);
/// The person with the mask in translucent red and outlined, RGB. The sizes must be equal.
catvton_status catvton_overlay(const catvton_image_view* person, const catvton_image_view* mask,
                               catvton_image* image);
/// The person with the masked pixels grey, RGB: what the network sees of the person.
catvton_status catvton_masked_person(const catvton_image_view* person,
                                     const catvton_image_view* mask, catvton_image* image);
/// A label map from a PNG, grey or palette. Errors as catvton_image_load.
catvton_status catvton_load_label_map(const char* path, catvton_image* labels);
/// Writes a label map as a palette PNG, which catvton_load_label_map reads back. Also IO.
catvton_status catvton_save_label_map(const catvton_image_view* labels, const char* path);

/* ---- Try-on ------------------------------------------------------------------------------- */
/// Person + cloth + mask -> the person wearing the cloth.
typedef uint64_t catvton_pipeline;
/// The picture of one try-on, its mask and its figures.
typedef uint64_t catvton_tryon_result;

typedef struct catvton_progress {
    uint32_t struct_size;
    int32_t stage;   ///< CATVTON_STAGE_*
    int32_t step;    ///< finished denoising steps, 0 before the first
    int32_t steps;   ///< denoising steps in all
    double seconds;  ///< since the run began to compute
} catvton_progress;

/// Called after each stage and step, on the calling thread, while the inference lock is held; both
/// pointers are valid during the call. A result other than 0 cancels the run.
typedef int32_t (*catvton_progress_fn)(const catvton_progress* progress, void* user_data);
/// The current estimate of the result (of the first of a batch), RGB; called as
/// catvton_progress_fn.
typedef int32_t (*catvton_preview_fn)(const catvton_image_view* image, int32_t step,
                                      void* user_data);

typedef struct catvton_tryon_options {
    uint32_t struct_size;
    int32_t width;                 ///< pixels of the result, a multiple of 8, 64..2048
    int32_t height;                ///< pixels of the result, a multiple of 8, 64..2048
    int32_t num_inference_steps;   ///< DDIM steps, 1..999
    double guidance_scale;         ///< 0..30; 1 or less turns classifier-free guidance off
    int64_t seed;                  ///< of every random draw; -1 draws one and reports it
    double eta;                    ///< share of DDPM noise in each DDIM step, 0..1
    int32_t mask_blur;             ///< radius in pixels of the blur on the given mask, 0..256
    int32_t repaint;               ///< 1: puts the person's own pixels back outside the mask
    int32_t geometry;              ///< CATVTON_GEOMETRY_*
    int32_t lock_policy;           ///< CATVTON_LOCK_*
    double lock_timeout_seconds;   ///< with LOCK_TIMEOUT, >= 0
    double deadline_seconds;       ///< for the whole call, waiting included; 0 is none
    catvton_progress_fn progress;  ///< NULL: unused
    void* progress_user_data;
    catvton_preview_fn preview;  ///< NULL: unused
    void* preview_user_data;
    int32_t preview_every;  ///< a preview after every n-th step; 0 is off
    int32_t reserved;
    catvton_cancellation cancellation;  ///< 0: unused
} catvton_tryon_options;
catvton_status catvton_tryon_options_init(catvton_tryon_options* options, uint32_t struct_size);

/// One of several try-ons that are computed together.
typedef struct catvton_tryon_request {
    uint32_t struct_size;  ///< the same in every element of an array
    uint32_t reserved;
    const catvton_image_view* person;
    const catvton_image_view* cloth;
    const catvton_image_view* mask;  ///< NULL for a mask-free model
} catvton_tryon_request;

/// Seconds of wall time by stage; in a batch, of the batch.
typedef struct catvton_tryon_result_info {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t seed;                ///< in use, also when -1 was asked
    double prepare_seconds;      ///< resizing and masking
    double mask_seconds;         ///< the masker, when it was used
    double encode_seconds;       ///< VAE encoder
    double denoise_seconds;      ///< UNet and scheduler
    double decode_seconds;       ///< VAE decoder
    double total_seconds;        ///< of the call, waiting for the lock excluded
    uint64_t peak_memory_bytes;  ///< CPU: the process's peak; CUDA: allocator peak of this run
} catvton_tryon_result_info;

/// Bytes that a run needs beyond what the process holds before the pipeline is loaded.
typedef struct catvton_memory_estimate {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t weights;      ///< resident parameters
    uint64_t activations;  ///< largest set of temporaries alive at once
    uint64_t total;        ///< weights + activations
} catvton_memory_estimate;

/// Loads the weights. Also NOT_FOUND, CORRUPT_WEIGHTS (listing the differences).
catvton_status catvton_pipeline_create(catvton_context context,
                                       const catvton_model_options* options,
                                       catvton_pipeline* pipeline);
/// person, cloth: alpha is dropped. mask: of the person's size, bytes >= 128 after the blur are
/// repainted; NULL for a mask-free model. Also BUSY, CANCELLED, DEADLINE_EXCEEDED, NUMERIC, DEVICE.
catvton_status catvton_pipeline_run(catvton_pipeline pipeline, const catvton_image_view* person,
                                    const catvton_image_view* cloth, const catvton_image_view* mask,
                                    const catvton_tryon_options* options,
                                    catvton_tryon_result* result);
/// The mask is found by `masker` on the person at the size of the network. Lock policy, deadline
/// and cancellation are those of `options`. `masked`, unless NULL, receives the maps. Also
/// NO_PERSON and the errors of catvton_pipeline_run.
catvton_status catvton_pipeline_run_with_masker(
    catvton_pipeline pipeline, const catvton_image_view* person, const catvton_image_view* cloth,
    catvton_masker masker, int32_t cloth_type, const catvton_tryon_options* options,
    const catvton_mask_options* mask_options, catvton_tryon_result* result,
    catvton_mask_result* masked);
/// The most requests in one batch.
#define CATVTON_MAX_BATCH 64
/// Several requests with one seed and one draw. count: 1..CATVTON_MAX_BATCH; `results` has room for
/// as many handles, which a wrong count leaves alone. All succeed or none. Errors as
/// catvton_pipeline_run.
catvton_status catvton_pipeline_run_batch(catvton_pipeline pipeline,
                                          const catvton_tryon_request* requests, size_t count,
                                          const catvton_tryon_options* options,
                                          catvton_tryon_result* results);
/// Bytes needed by a run of `batch` (1..CATVTON_MAX_BATCH) requests, before running.
catvton_status catvton_pipeline_estimate(catvton_pipeline pipeline,
                                         const catvton_tryon_options* options, int32_t batch,
                                         catvton_memory_estimate* estimate);
/// The options that the model was made for: its width, height and number of steps; the rest as
/// catvton_tryon_options_init. options->struct_size must be set.
catvton_status catvton_pipeline_get_default_options(catvton_pipeline pipeline,
                                                    catvton_tryon_options* options);
/// *mask_free is 1 when the model takes no mask.
catvton_status catvton_pipeline_get_mask_free(catvton_pipeline pipeline, int32_t* mask_free);
catvton_status catvton_pipeline_free(catvton_pipeline pipeline);

/// The person as the network sees it, without padding, RGB: what the masker's maps belong to.
catvton_status catvton_fitted_person(const catvton_image_view* person,
                                     const catvton_tryon_options* options, catvton_image* image);

/// The try-on, RGB, width x height; valid until the result is freed.
catvton_status catvton_tryon_result_get_image(catvton_tryon_result result,
                                              catvton_image_view* view);
/// What was repainted: grey, 0 or 255; all fields 0 when mask-free. Valid until the result is
/// freed.
catvton_status catvton_tryon_result_get_mask(catvton_tryon_result result, catvton_image_view* view);
catvton_status catvton_tryon_result_get_info(catvton_tryon_result result,
                                             catvton_tryon_result_info* info);
catvton_status catvton_tryon_result_free(catvton_tryon_result result);

/* ---- Initial values of the structs -------------------------------------------------------- */
// clang-format off
#define CATVTON_STATUS_INFO_INIT {sizeof(catvton_status_info), 0, 0, 0, NULL, NULL}
#define CATVTON_VERSION_INFO_INIT {sizeof(catvton_version_info), 0, NULL, NULL, NULL}
#define CATVTON_IMAGE_VIEW_INIT {NULL, 0, 0, 0, 0, 0}
#define CATVTON_IMAGE_INFO_INIT {sizeof(catvton_image_info), 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define CATVTON_DECODE_OPTIONS_INIT {sizeof(catvton_decode_options), 3, CATVTON_ALPHA_OVER_WHITE, \
    1, 64u * 1024u * 1024u, 64u * 1024u * 1024u}
#define CATVTON_ENCODE_OPTIONS_INIT {sizeof(catvton_encode_options), CATVTON_FORMAT_PNG, 95, 0}
#define CATVTON_DEVICE_OPTIONS_INIT {sizeof(catvton_device_options), \
    CATVTON_PRECISION_AUTOMATIC, NULL, 0, 0}
#define CATVTON_DEVICE_INFO_INIT {sizeof(catvton_device_info), 0, 0, 0, {0}, {0}, {0}}
#define CATVTON_MEMORY_INFO_INIT {sizeof(catvton_memory_info), 0, 0, 0, 0, 0}
#define CATVTON_MODEL_OPTIONS_INIT {sizeof(catvton_model_options), CATVTON_ATTENTION_MIX, NULL, \
    NULL, NULL, NULL, 0, 0}
#define CATVTON_MASK_OPTIONS_INIT {sizeof(catvton_mask_options), CATVTON_PERSON_BEST, 0, 0, \
    CATVTON_FIT_STANDARD, 0, 0, 0, 1, CATVTON_LOCK_WAIT, NULL, NULL, 0.0, 0.0, 0}
#define CATVTON_MASK_RESULT_INFO_INIT {sizeof(catvton_mask_result_info), 0, 0, 0, 0.0, 0.0, 0.0, \
    0.0, 0.0, 0.0}
#define CATVTON_PERSON_BOX_INIT {sizeof(catvton_person_box), 0.0f, 0.0f, 0.0f, 0.0f, 0.0f}
#define CATVTON_TRYON_OPTIONS_INIT {sizeof(catvton_tryon_options), 768, 1024, 50, 2.5, 42, 1.0, 9, \
    0, CATVTON_GEOMETRY_CROP, CATVTON_LOCK_WAIT, 0.0, 0.0, NULL, NULL, NULL, NULL, 0, 0, 0}
#define CATVTON_TRYON_REQUEST_INIT {sizeof(catvton_tryon_request), 0, NULL, NULL, NULL}
#define CATVTON_TRYON_RESULT_INFO_INIT {sizeof(catvton_tryon_result_info), 0, 0, 0.0, 0.0, 0.0, \
    0.0, 0.0, 0.0, 0}
#define CATVTON_MEMORY_ESTIMATE_INIT {sizeof(catvton_memory_estimate), 0, 0, 0, 0}
// clang-format on

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#include "catvton/models.h"

#endif
