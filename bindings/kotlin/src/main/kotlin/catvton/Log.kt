package catvton

import catvton.native.ActiveCalls
import catvton.native.CLibrary
import catvton.native.LogCallback
import catvton.native.check
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native

/** How important a message is. */
public enum class LogLevel { DEBUG, INFO, WARNING, ERROR }

/** The library's messages, for the whole process. */
public object Log {
    /** C holds no reference to it that the garbage collector knows. */
    private var installed: LogCallback? = null

    /**
     * Sends messages of [minimum] and above to [sink]; null silences the library, which is the default. The sink is called
     * from the thread that logs, one message at a time; it must not call the library. What it throws goes to the thread's
     * uncaught-exception handler. When this returns, the former sink is not called any more.
     */
    @Synchronized
    public fun setSink(minimum: LogLevel = LogLevel.INFO, sink: ((level: LogLevel, message: String) -> Unit)?) {
        val callback = sink?.let(::callback)
        check(CLibrary.catvton_set_log_sink(callback, null, minimum.ordinal))
        installed = callback
    }

    private fun callback(sink: (LogLevel, String) -> Unit): LogCallback {
        val callback = LogCallback { level, message, _ ->
            try {
                ActiveCalls.inCallback { sink(LogLevel.entries[level], message?.getString(0, "UTF-8").orEmpty()) }
            } catch (error: Throwable) {
                val thread = Thread.currentThread()
                thread.uncaughtExceptionHandler.uncaughtException(thread, error)
            }
        }
        // A thread of LibTorch that logs must not keep the JVM from exiting.
        Native.setCallbackThreadInitializer(callback, CallbackThreadInitializer(true))
        return callback
    }
}
