package catvton.native

import catvton.Control
import catvton.Image
import catvton.Progress
import catvton.Stage
import com.sun.jna.Pointer

/** The callbacks of one run. */
internal class RunHooks(
    private val progress: ((Progress) -> Control)?,
    private val preview: ((Image, Int) -> Control)?,
) : Hooks() {
    fun install(options: TryOnOptionsStruct) {
        open()
        options.progress = onProgress
        options.progress_user_data = userData
        if (preview != null) {
            options.preview = onPreview
            options.preview_user_data = userData
        }
    }

    private fun tell(pointer: Pointer): Int = call {
        val c = ProgressStruct(pointer).apply { read() }
        progress?.invoke(Progress(Stage.entries[c.stage], c.step, c.steps, c.seconds)) ?: Control.CONTINUE
    }

    private fun show(pointer: Pointer, step: Int): Int = call {
        val image = ImageViewStruct(pointer).apply { read() }.toImage()
        image?.let { preview?.invoke(it, step) } ?: Control.CONTINUE
    }

    private companion object {
        fun run(userData: Pointer?) = find(userData) as? RunHooks

        val onProgress = ProgressCallback { pointer, userData -> run(userData)?.tell(pointer) ?: CANCEL }
        val onPreview = PreviewCallback { pointer, step, userData -> run(userData)?.show(pointer, step) ?: CANCEL }
    }
}
