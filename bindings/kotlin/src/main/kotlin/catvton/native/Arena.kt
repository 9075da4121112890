package catvton.native

import catvton.Image
import com.sun.jna.Memory
import com.sun.jna.Pointer

/** Native memory of one call: freed when the call is over, not when the garbage collector comes by. */
internal class Arena : AutoCloseable {
    private val blocks = ArrayList<Memory>()

    fun bytes(bytes: ByteArray): Memory = allocate(bytes.size.toLong()).also { it.write(0, bytes, 0, bytes.size) }

    fun string(text: String?, name: String): Pointer? =
        text?.let { bytes(cString(it, name).toByteArray(Charsets.UTF_8) + 0) }

    /** A view of a copy of [image]. */
    fun view(image: Image): ImageViewStruct = ImageViewStruct(allocate(VIEW_SIZE)).apply {
        data = bytes(image.pixels)
        width = image.width
        height = image.height
        channels = image.channels
        write()
    }

    /** [view] for a field of a struct. */
    fun viewPointer(image: Image?): Pointer? = image?.let { view(it).pointer }

    fun allocate(size: Long): Memory = Memory(size).also { blocks += it }

    override fun close() = blocks.forEach(Memory::close)
}

private val VIEW_SIZE = ImageViewStruct().size().toLong()
