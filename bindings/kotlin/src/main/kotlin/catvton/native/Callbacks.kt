package catvton.native

import com.sun.jna.Callback
import com.sun.jna.Pointer

internal fun interface LogCallback : Callback {
    fun invoke(level: Int, message: Pointer?, userData: Pointer?)
}

internal fun interface ProgressCallback : Callback {
    fun invoke(progress: Pointer, userData: Pointer?): Int
}

internal fun interface PreviewCallback : Callback {
    fun invoke(image: Pointer, step: Int, userData: Pointer?): Int
}

internal fun interface PullPlanCallback : Callback {
    fun invoke(plan: Pointer, userData: Pointer?): Int
}

internal fun interface PullProgressCallback : Callback {
    fun invoke(progress: Pointer, userData: Pointer?): Int
}
