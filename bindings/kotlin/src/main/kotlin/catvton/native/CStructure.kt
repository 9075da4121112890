@file:Suppress("PropertyName")

package catvton.native

import com.sun.jna.Pointer
import com.sun.jna.Structure

/** A struct of the header, in memory of its own or, for what a callback is given, in [memory]. */
internal abstract class CStructure(memory: Pointer? = null) : Structure(memory)

/** A struct that begins with its own size. */
internal abstract class SizedStructure(memory: Pointer? = null) : CStructure(memory) {
    @JvmField var struct_size: Int = 0

    override fun write() {
        struct_size = size()
        super.write()
    }
}
