package catvton

import catvton.native.ActiveCalls
import java.io.Closeable
import java.lang.ref.Cleaner
import java.lang.ref.Reference
import java.util.concurrent.atomic.AtomicLong

/**
 * An object of the library. Close it, best with `use`; one that is forgotten is freed after the garbage collector found it.
 *
 * May be used and closed from any thread. A call that runs while another thread closes the object ends normally; a call
 * on a closed object throws [InvalidStateException]. Closing twice does nothing.
 */
public abstract class Handle internal constructor(id: Long, free: (Long) -> Int) : Closeable {
    private val state = State(id, free)
    private val cleanable = cleaner.register(this, state)

    /** Whether [close] was called. */
    public val isClosed: Boolean get() = state.id.get() == 0L

    final override fun close(): Unit = cleanable.clean()

    /** Calls [block] with the id, and keeps the cleaner away meanwhile. */
    internal inline fun <T> withId(block: (Long) -> T): T {
        val id = state.id.get()
        if (id == 0L) throw InvalidStateException("this ${javaClass.simpleName} is closed")
        try {
            return block(id)
        } finally {
            Reference.reachabilityFence(this)
        }
    }

    /** Holds no reference to the object, or that would never become unreachable. */
    internal class State(id: Long, private val free: (Long) -> Int) : Runnable {
        val id = AtomicLong(id)

        override fun run() {
            val last = id.getAndSet(0)
            if (last != 0L) ActiveCalls.during { free(last) }
        }
    }

    private companion object {
        val cleaner: Cleaner = Cleaner.create()
    }
}
