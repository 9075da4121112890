@file:Suppress("PropertyName")

package catvton.native

import com.sun.jna.Pointer
import com.sun.jna.Structure.FieldOrder

// Options of contexts, models and runs. The names are the header's; a test holds every offset against it.

@FieldOrder("struct_size", "precision", "device", "threads", "reserved")
internal class DeviceOptionsStruct : SizedStructure() {
    @JvmField var precision: Int = 0
    @JvmField var device: Pointer? = null
    @JvmField var threads: Int = 0
    @JvmField var reserved: Int = 0
}

@FieldOrder(
    "struct_size", "attention_version", "model", "base_model", "vae", "resume_path", "mask_free", "reserved",
)
internal class ModelOptionsStruct : SizedStructure() {
    @JvmField var attention_version: Int = 0
    @JvmField var model: Pointer? = null
    @JvmField var base_model: Pointer? = null
    @JvmField var vae: Pointer? = null
    @JvmField var resume_path: Pointer? = null
    @JvmField var mask_free: Int = 0
    @JvmField var reserved: Int = 0
}

@FieldOrder(
    "struct_size", "person_choice", "person_index", "allow_no_person", "fit", "grow", "feather", "parser_bgr",
    "use_cache", "lock_policy", "user_add", "user_subtract", "lock_timeout_seconds", "deadline_seconds",
    "cancellation",
)
internal class MaskOptionsStruct : SizedStructure() {
    @JvmField var person_choice: Int = 0
    @JvmField var person_index: Int = 0
    @JvmField var allow_no_person: Int = 0
    @JvmField var fit: Int = 0
    @JvmField var grow: Int = 0
    @JvmField var feather: Int = 0
    @JvmField var parser_bgr: Int = 0
    @JvmField var use_cache: Int = 0
    @JvmField var lock_policy: Int = 0
    @JvmField var user_add: Pointer? = null
    @JvmField var user_subtract: Pointer? = null
    @JvmField var lock_timeout_seconds: Double = 0.0
    @JvmField var deadline_seconds: Double = 0.0
    @JvmField var cancellation: Long = 0
}

@FieldOrder(
    "struct_size", "width", "height", "num_inference_steps", "guidance_scale", "seed", "eta", "mask_blur",
    "repaint", "geometry", "lock_policy", "lock_timeout_seconds", "deadline_seconds", "progress",
    "progress_user_data", "preview", "preview_user_data", "preview_every", "reserved", "cancellation",
)
internal class TryOnOptionsStruct : SizedStructure() {
    @JvmField var width: Int = 0
    @JvmField var height: Int = 0
    @JvmField var num_inference_steps: Int = 0
    @JvmField var guidance_scale: Double = 0.0
    @JvmField var seed: Long = 0
    @JvmField var eta: Double = 0.0
    @JvmField var mask_blur: Int = 0
    @JvmField var repaint: Int = 0
    @JvmField var geometry: Int = 0
    @JvmField var lock_policy: Int = 0
    @JvmField var lock_timeout_seconds: Double = 0.0
    @JvmField var deadline_seconds: Double = 0.0
    @JvmField var progress: ProgressCallback? = null
    @JvmField var progress_user_data: Pointer? = null
    @JvmField var preview: PreviewCallback? = null
    @JvmField var preview_user_data: Pointer? = null
    @JvmField var preview_every: Int = 0
    @JvmField var reserved: Int = 0
    @JvmField var cancellation: Long = 0
}
