package catvton

import catvton.native.CLibrary
import catvton.native.check
import catvton.native.makeHandle
import com.sun.jna.ptr.IntByReference

/**
 * Stops runs from another thread: a run that was given the token throws [CancelledException] within one step. Stays set
 * until it is reset. Runs that use the token keep it when it is closed.
 */
public class CancellationToken :
    Handle(makeHandle(CLibrary::catvton_cancellation_create), CLibrary::catvton_cancellation_free) {
    /** Whether [cancel] was called since the last [reset]. */
    public val isCancelled: Boolean
        get() = IntByReference().also { out -> withId { check(CLibrary.catvton_cancellation_get_cancelled(it, out)) } }
            .value != 0

    /** Stops the runs with this token, and those to come. */
    public fun cancel(): Unit = withId { check(CLibrary.catvton_cancellation_cancel(it)) }

    /** Makes the token usable again. */
    public fun reset(): Unit = withId { check(CLibrary.catvton_cancellation_reset(it)) }
}
