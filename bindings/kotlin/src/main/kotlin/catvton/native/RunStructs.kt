@file:Suppress("PropertyName")

package catvton.native

import com.sun.jna.Pointer
import com.sun.jna.Structure.FieldOrder

// What runs take and give. The names are the header's; a test holds every offset against it.

@FieldOrder(
    "struct_size", "person", "people_count", "from_cache", "load_seconds", "densepose_seconds", "atr_seconds",
    "lip_seconds", "assemble_seconds", "total_seconds",
)
internal class MaskResultInfoStruct : SizedStructure() {
    @JvmField var person: Int = 0
    @JvmField var people_count: Int = 0
    @JvmField var from_cache: Int = 0
    @JvmField var load_seconds: Double = 0.0
    @JvmField var densepose_seconds: Double = 0.0
    @JvmField var atr_seconds: Double = 0.0
    @JvmField var lip_seconds: Double = 0.0
    @JvmField var assemble_seconds: Double = 0.0
    @JvmField var total_seconds: Double = 0.0
}

@FieldOrder("struct_size", "score", "x0", "y0", "x1", "y1")
internal class PersonBoxStruct : SizedStructure() {
    @JvmField var score: Float = 0f
    @JvmField var x0: Float = 0f
    @JvmField var y0: Float = 0f
    @JvmField var x1: Float = 0f
    @JvmField var y1: Float = 0f
}

@FieldOrder("struct_size", "stage", "step", "steps", "seconds")
internal class ProgressStruct(memory: Pointer? = null) : SizedStructure(memory) {
    @JvmField var stage: Int = 0
    @JvmField var step: Int = 0
    @JvmField var steps: Int = 0
    @JvmField var seconds: Double = 0.0
}

@FieldOrder("struct_size", "reserved", "person", "cloth", "mask")
internal class TryOnRequestStruct : SizedStructure() {
    @JvmField var reserved: Int = 0
    @JvmField var person: Pointer? = null
    @JvmField var cloth: Pointer? = null
    @JvmField var mask: Pointer? = null
}

@FieldOrder(
    "struct_size", "reserved", "seed", "prepare_seconds", "mask_seconds", "encode_seconds", "denoise_seconds",
    "decode_seconds", "total_seconds", "peak_memory_bytes",
)
internal class TryOnResultInfoStruct : SizedStructure() {
    @JvmField var reserved: Int = 0
    @JvmField var seed: Long = 0
    @JvmField var prepare_seconds: Double = 0.0
    @JvmField var mask_seconds: Double = 0.0
    @JvmField var encode_seconds: Double = 0.0
    @JvmField var denoise_seconds: Double = 0.0
    @JvmField var decode_seconds: Double = 0.0
    @JvmField var total_seconds: Double = 0.0
    @JvmField var peak_memory_bytes: Long = 0
}

@FieldOrder("struct_size", "reserved", "weights", "activations", "total")
internal class MemoryEstimateStruct : SizedStructure() {
    @JvmField var reserved: Int = 0
    @JvmField var weights: Long = 0
    @JvmField var activations: Long = 0
    @JvmField var total: Long = 0
}
