package catvton.native

import catvton.Control
import catvton.Image
import catvton.Progress
import catvton.Stage
import com.sun.jna.Pointer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong

/**
 * The callbacks of one run. C is given functions that are made once, and a number that finds these lambdas again: a
 * native function for each run would live until the garbage collector comes by.
 */
internal class RunHooks(
    private val progress: ((Progress) -> Control)?,
    private val preview: ((Image, Int) -> Control)?,
) : AutoCloseable {
    private val number = next.incrementAndGet()
    private var thrown: Throwable? = null

    init {
        running[number] = this
    }

    fun install(options: TryOnOptionsStruct) {
        options.progress = onProgress
        options.progress_user_data = Pointer(number)
        if (preview != null) {
            options.preview = onPreview
            options.preview_user_data = Pointer(number)
        }
    }

    /** Throws what a callback threw, or else what [status] says. */
    fun finish(status: Int) {
        thrown?.let { throw it }
        check(status)
    }

    override fun close() {
        running -= number
    }

    /** Nothing may be thrown through C: it is kept for [finish], and cancels. */
    private fun call(callback: () -> Control): Int {
        if (ActiveCalls.exiting) return CANCEL
        return try {
            if (ActiveCalls.inCallback(callback) == Control.CANCEL) CANCEL else 0
        } catch (error: Throwable) {
            thrown = error
            CANCEL
        }
    }

    private companion object {
        const val CANCEL = 1
        val next = AtomicLong()
        val running = ConcurrentHashMap<Long, RunHooks>()

        fun find(userData: Pointer?): RunHooks? = running[Pointer.nativeValue(userData)]

        val onProgress = ProgressCallback { pointer, userData ->
            val hooks = find(userData)
            val progress = hooks?.progress
            when {
                hooks == null || ActiveCalls.exiting -> CANCEL
                progress == null -> 0
                else -> hooks.call {
                    val c = ProgressStruct(pointer).apply { read() }
                    progress(Progress(Stage.entries[c.stage], c.step, c.steps, c.seconds))
                }
            }
        }

        val onPreview = PreviewCallback { pointer, step, userData ->
            val hooks = find(userData)
            val preview = hooks?.preview
            if (hooks == null || preview == null) {
                CANCEL
            } else {
                hooks.call {
                    val image = ImageViewStruct(pointer).apply { read() }.toImage()
                    if (image == null) Control.CONTINUE else preview(image, step)
                }
            }
        }
    }
}
