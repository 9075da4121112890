package catvton.native

import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.TimeUnit

/**
 * The calls that compute. When the JVM exits, C++ destroys its global objects while threads may still be computing with
 * them; a shutdown hook therefore stops the runs and waits until they are out, for a limited time.
 */
internal object ActiveCalls {
    private class Call {
        /** The thread is in Kotlin code, which may be what called `exitProcess` and never returns. */
        @Volatile var inCallback = false
    }

    private val calls = ConcurrentHashMap.newKeySet<Call>()
    private val current = ThreadLocal<Call>()

    /** Callbacks that find this set cancel their run. */
    @Volatile
    var exiting = false
        private set

    init {
        Runtime.getRuntime().addShutdownHook(Thread(::stop, "catvton-exit"))
    }

    fun <T> during(block: () -> T): T {
        val outer = current.get()
        val call = Call()
        calls += call
        current.set(call)
        try {
            return block()
        } finally {
            current.set(outer)
            calls -= call
        }
    }

    fun <T> inCallback(block: () -> T): T {
        val call = current.get() ?: return block()
        call.inCallback = true
        try {
            return block()
        } finally {
            call.inCallback = false
        }
    }

    private fun stop() {
        exiting = true
        val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(EXIT_SECONDS)
        while (calls.any { !it.inCallback } && System.nanoTime() < end) Thread.sleep(1)
    }

    /** Longer than a step of the small models; the published ones on a slow processor may take longer. */
    private const val EXIT_SECONDS = 10L
}
