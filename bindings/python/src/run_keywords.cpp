#include "run_keywords.hpp"

namespace catvton::python {

const char* const kRunArgumentsDoc =
    "    height: Pixels of the result, a multiple of 8, 64..2048; None takes the model's.\n"
    "    width: The same.\n"
    "    num_inference_steps: DDIM steps, 1..999; None takes the model's.\n"
    "    guidance_scale: Classifier-free guidance, 0..30; 1 or less turns it off, which halves\n"
    "        the work.\n"
    "    seed: Of every random draw; -1 draws one; None takes the library's fixed default. The\n"
    "        result tells it.\n"
    "    generator: A torch.Generator that has drawn nothing yet, instead of seed: its seed is\n"
    "        used, and its state stays as it is.\n"
    "    eta: Share of DDPM noise in each DDIM step, 0..1.\n"
    "    mask_blur: Radius in pixels of the blur on the mask, 0..256; 0 is off.\n"
    "    repaint: Puts the person's own pixels back outside the mask.\n"
    "    geometry: 'crop' cuts the person to the aspect ratio, 'pad' keeps all of the photo.\n"
    "    lock_policy: When another inference holds the lock: 'wait', 'reject' (BusyError at\n"
    "        once), or 'timeout' (BusyError after lock_timeout_seconds).\n"
    "    lock_timeout_seconds: With lock_policy='timeout', >= 0.\n"
    "    deadline_seconds: For the whole call, waiting included; 0 is none.\n"
    "    cancellation: Stops the run from another thread.\n"
    "    callback_on_step_end: Called on this thread after each step; returns None or\n"
    "        'keep_going' to go on, 'cancel' to stop. What it raises comes out of this call. It\n"
    "        must not call the pipeline.\n"
    "    callback_on_preview: Given an estimate of the result, (height, width, 3) uint8, and the\n"
    "        step.\n"
    "    preview_every: Steps between two previews; 0 is off.\n"
    "    progress_bar: Shows the steps with tqdm.\n"
    "\n";

const char* const kRunErrorsDoc =
    "\n"
    "Raises:\n"
    "    ArgumentTypeError: A value has another type, dtype or mode.\n"
    "    InvalidArgumentError: Another shape, or an argument out of range.\n"
    "    BusyError: The lock was taken and waiting not wanted.\n"
    "    CancelledError: The callback or the token stopped the run.\n"
    "    DeadlineExceededError: Not ready in time.\n"
    "    InvalidStateError: Called from a callback, in a forked child, or when closed.\n"
    "    NoPersonError: The masker found nobody.\n"
    "    OutOfMemoryError: Too little memory; the pipeline stays usable.\n"
    "    NumericError: NaN or infinity in the latents or the picture.\n"
    "    KeyboardInterrupt: Ctrl-C; the pipeline stays usable.";

}  // namespace catvton::python
