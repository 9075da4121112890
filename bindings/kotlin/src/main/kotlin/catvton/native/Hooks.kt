package catvton.native

import catvton.Control
import com.sun.jna.Pointer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong

/**
 * The callbacks of one call. C is given functions that are made once, and a number that finds the lambdas again: a native
 * function for each call would live until the garbage collector comes by.
 */
internal abstract class Hooks : AutoCloseable {
    private val number = next.incrementAndGet()
    private var thrown: Throwable? = null

    /** What C hands back to the functions; valid from [open] on. */
    protected val userData: Pointer get() = Pointer(number)

    /** To be called before the call, when the object is complete. */
    protected fun open() {
        active[number] = this
    }

    /** Throws what a callback threw, or else what [status] says. */
    fun finish(status: Int) {
        thrown?.let { throw it }
        check(status)
    }

    override fun close() {
        active -= number
    }

    /** Nothing may be thrown through C: it is kept for [finish], and cancels. */
    protected fun call(callback: () -> Control): Int {
        if (ActiveCalls.exiting) return CANCEL
        return try {
            if (ActiveCalls.inCallback(callback) == Control.CANCEL) CANCEL else 0
        } catch (error: Throwable) {
            thrown = error
            CANCEL
        }
    }

    companion object {
        const val CANCEL = 1
        private val next = AtomicLong()
        private val active = ConcurrentHashMap<Long, Hooks>()

        fun find(userData: Pointer?): Hooks? = active[Pointer.nativeValue(userData)]
    }
}
