package catvton.native

import catvton.Control
import catvton.PullPlan
import catvton.PullProgress
import com.sun.jna.Pointer

/** The callbacks of one download or verification. */
internal class PullHooks(
    private val plan: ((PullPlan) -> Control)?,
    private val progress: ((PullProgress) -> Control)?,
) : Hooks() {
    fun install(options: PullOptionsStruct) {
        open()
        if (plan != null) {
            options.plan = onPlan
            options.plan_user_data = userData
        }
        options.progress = onProgress
        options.progress_user_data = userData
    }

    private fun show(pointer: Pointer): Int = call {
        val c = PullPlanStruct(pointer).apply { read() }
        val model = NamedModels(c.models).read(0)
        plan?.invoke(PullPlan(c.endpoint.utf8(), model.files, model.licenses, c.bytes, c.download_bytes)) ?: Control.CONTINUE
    }

    private fun tell(pointer: Pointer): Int = call {
        val c = PullProgressStruct(pointer).apply { read() }
        progress?.invoke(
            PullProgress(c.repository.utf8(), c.path.utf8(), c.file_bytes, c.file_done, c.download_bytes, c.download_done),
        ) ?: Control.CONTINUE
    }

    private companion object {
        fun pull(userData: Pointer?) = find(userData) as? PullHooks

        val onPlan = PullPlanCallback { pointer, userData -> pull(userData)?.show(pointer) ?: CANCEL }
        val onProgress = PullProgressCallback { pointer, userData -> pull(userData)?.tell(pointer) ?: CANCEL }
    }
}
