package catvton.native

import catvton.CatvtonException
import catvton.InvalidArgumentException
import com.sun.jna.ptr.LongByReference

/** Throws what a call that returned [status] has to say. To be called next on the thread of the call. */
internal fun check(status: Int) {
    if (status != 0) throw CatvtonException.of(status, CLibrary.catvton_last_error_message())
}

/** The handle that [call] makes. */
internal inline fun makeHandle(call: (LongByReference) -> Int): Long {
    val handle = LongByReference()
    check(call(handle))
    return handle.value
}

internal fun require(condition: Boolean, message: () -> String) {
    if (!condition) throw InvalidArgumentException(message())
}

/** [text] as an argument: C would end it at a NUL. */
internal fun cString(text: String, name: String): String {
    require('\u0000' !in text) { "$name contains the character NUL" }
    return text
}

internal fun Boolean.toC(): Int = if (this) 1 else 0
