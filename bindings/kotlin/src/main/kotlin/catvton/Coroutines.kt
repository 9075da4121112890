package catvton

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

// Needs kotlinx-coroutines-core, which programs that have coroutines bring along; nothing else in the binding does.

/**
 * [Pipeline.run] without blocking the coroutine's thread. When the coroutine is cancelled the run stops within one step,
 * and only then does this throw: no run goes on behind a scope that is over. Callbacks run on a thread of
 * [Dispatchers.IO].
 */
public suspend fun Pipeline.runSuspending(
    person: Image,
    cloth: Image,
    mask: Image? = null,
    options: TryOnOptions = defaultOptions,
    preview: ((image: Image, step: Int) -> Control)? = null,
    progress: ((Progress) -> Control)? = null,
): TryOnResult = cancellable { token -> run(person, cloth, mask, options, token, preview, progress) }

/** As the other, with a mask that [masker] finds. */
public suspend fun Pipeline.runSuspending(
    person: Image,
    cloth: Image,
    masker: AutoMasker,
    clothType: ClothType,
    options: TryOnOptions = defaultOptions,
    maskOptions: MaskOptions = MaskOptions(),
    preview: ((image: Image, step: Int) -> Control)? = null,
    progress: ((Progress) -> Control)? = null,
): TryOnResult = cancellable { token ->
    run(person, cloth, masker, clothType, options, maskOptions, token, preview, progress)
}

/** [AutoMasker.mask] without blocking the coroutine's thread; cancelled between the networks. */
public suspend fun AutoMasker.maskSuspending(
    person: Image,
    clothType: ClothType,
    options: MaskOptions = MaskOptions(),
): MaskResult = cancellable { token -> mask(person, clothType, options, token) }

/** [Models.pull] without blocking the coroutine's thread; cancelled within a second, and what has arrived is kept. */
public suspend fun Models.pullSuspending(
    name: String,
    options: PullOptions = PullOptions(),
    plan: ((PullPlan) -> Control)? = null,
    progress: ((PullProgress) -> Control)? = null,
): ModelInfo = cancellable { token -> pull(name, options, token, plan, progress) }

/** Runs [block] on a thread that may block, with a token that follows the coroutine's own cancellation. */
private suspend fun <T> cancellable(block: (CancellationToken) -> T): T = CancellationToken().use { token ->
    try {
        coroutineScope {
            val watcher = launch(start = CoroutineStart.UNDISPATCHED) {
                try {
                    awaitCancellation()
                } finally {
                    token.cancel()
                }
            }
            try {
                withContext(NonCancellable + Dispatchers.IO) { block(token) }
            } finally {
                watcher.cancel()
            }
        }
    } catch (error: CancelledException) {
        // The coroutine's own cancellation goes on as such; one that a callback asked for is an error.
        currentCoroutineContext().ensureActive()
        throw error
    }
}
