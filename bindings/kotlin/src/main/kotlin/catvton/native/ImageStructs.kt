@file:Suppress("PropertyName")

package catvton.native

import com.sun.jna.Pointer
import com.sun.jna.Structure.FieldOrder

// Pictures and their files. The names are the header's; a test holds every offset against it.

@FieldOrder("data", "width", "height", "channels", "reserved", "stride")
internal class ImageViewStruct(memory: Pointer? = null) : CStructure(memory) {
    @JvmField var data: Pointer? = null
    @JvmField var width: Int = 0
    @JvmField var height: Int = 0
    @JvmField var channels: Int = 0
    @JvmField var reserved: Int = 0
    @JvmField var stride: Long = 0
}

@FieldOrder("struct_size", "channels", "alpha", "apply_orientation", "max_pixels", "max_bytes")
internal class DecodeOptionsStruct : SizedStructure() {
    @JvmField var channels: Int = 0
    @JvmField var alpha: Int = 0
    @JvmField var apply_orientation: Int = 0
    @JvmField var max_pixels: Long = 0
    @JvmField var max_bytes: Long = 0
}

@FieldOrder("struct_size", "format", "quality", "reserved")
internal class EncodeOptionsStruct : SizedStructure() {
    @JvmField var format: Int = 0
    @JvmField var quality: Int = 0
    @JvmField var reserved: Int = 0
}

@FieldOrder(
    "struct_size", "format", "width", "height", "channels", "bits", "orientation", "alpha", "animated", "reserved",
)
internal class ImageInfoStruct : SizedStructure() {
    @JvmField var format: Int = 0
    @JvmField var width: Int = 0
    @JvmField var height: Int = 0
    @JvmField var channels: Int = 0
    @JvmField var bits: Int = 0
    @JvmField var orientation: Int = 0
    @JvmField var alpha: Int = 0
    @JvmField var animated: Int = 0
    @JvmField var reserved: Int = 0
}
