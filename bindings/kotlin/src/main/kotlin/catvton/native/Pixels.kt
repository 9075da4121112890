package catvton.native

import catvton.Image
import com.sun.jna.ptr.LongByReference

/** A copy of the pixels of a view that the library filled; null when it is empty. */
internal fun ImageViewStruct.toImage(): Image? {
    val first = data ?: return null
    val row = width * channels
    val pixels = ByteArray(row * height)
    for (y in 0 until height) first.read(y * stride, pixels, y * row, row)
    return Image(width, height, channels, pixels)
}

/** The picture that [call] makes. */
internal fun makeImage(call: (LongByReference) -> Int): Image {
    val handle = makeHandle(call)
    try {
        val view = ImageViewStruct()
        check(CLibrary.catvton_image_get_view(handle, view))
        return checkNotNull(view.toImage()) { "the library returned an image without pixels" }
    } finally {
        CLibrary.catvton_image_free(handle)
    }
}
