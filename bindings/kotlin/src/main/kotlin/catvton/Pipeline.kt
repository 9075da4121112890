package catvton

import catvton.native.ActiveCalls
import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.MemoryEstimateStruct
import catvton.native.RunHooks
import catvton.native.TryOnOptionsStruct
import catvton.native.TryOnRequestStruct
import catvton.native.check
import catvton.native.makeHandle
import catvton.native.require
import com.sun.jna.ptr.IntByReference
import com.sun.jna.ptr.LongByReference

/**
 * Bytes that a run needs beyond what the process holds before the pipeline is loaded.
 *
 * @property weights resident parameters
 * @property activations largest set of temporaries alive at once
 * @property total both together
 */
public data class MemoryEstimate(val weights: Long, val activations: Long, val total: Long)

/** One of several try-ons that are computed together; [mask] is null for a mask-free model. */
public data class TryOnRequest(val person: Image, val cloth: Image, val mask: Image? = null)

/**
 * Person + cloth + mask -> the person wearing the cloth. May be called from any thread; runs on one [GpuContext] take
 * turns under its inference lock.
 *
 * Callbacks run on the calling thread while the lock is held. They must not start another run on the same context
 * ([InvalidStateException]). What one throws ends the run and comes out of the call.
 *
 * @throws NotFoundException there are no such weights
 * @throws CorruptWeightsException the weights do not fit
 */
public class Pipeline(context: GpuContext, model: ModelOptions = ModelOptions()) :
    Handle(create(context, model), CLibrary::catvton_pipeline_free) {
    /** What the model was made for: its width, height and number of steps; the rest as [TryOnOptions]. */
    public val defaultOptions: TryOnOptions by lazy {
        val c = TryOnOptionsStruct()
        withId { check(CLibrary.catvton_pipeline_get_default_options(it, c)) }
        TryOnOptions.of(c)
    }

    /** Whether the model takes no mask. */
    public val isMaskFree: Boolean by lazy {
        IntByReference().also { out -> withId { check(CLibrary.catvton_pipeline_get_mask_free(it, out)) } }.value != 0
    }

    /**
     * One try-on.
     *
     * @param person alpha is dropped
     * @param cloth alpha is dropped
     * @param mask grey, of the person's size: bytes of 128 and more after the blur are repainted; null for a mask-free model
     * @param cancellation stops the run from another thread
     * @param preview given the current estimate, RGB, and the step, as [TryOnOptions.previewEvery] says
     * @param progress called after each stage and step
     * @throws InvalidArgumentException an option or size is out of range
     * @throws BusyException as [TryOnOptions.lockPolicy] says
     * @throws CancelledException
     * @throws DeadlineExceededException
     * @throws NumericException
     * @throws DeviceException
     */
    public fun run(
        person: Image,
        cloth: Image,
        mask: Image? = null,
        options: TryOnOptions = defaultOptions,
        cancellation: CancellationToken? = null,
        preview: ((image: Image, step: Int) -> Control)? = null,
        progress: ((Progress) -> Control)? = null,
    ): TryOnResult = compute(options, cancellation, preview, progress) { arena, id, c ->
        val result = LongByReference()
        finish(CLibrary.catvton_pipeline_run(id, arena.view(person), arena.view(cloth), mask?.let(arena::view), c, result))
        TryOnResult.take(result.value)
    }

    /**
     * One try-on whose mask [masker] finds on the person at the size of the network. Lock policy and deadline are those
     * of [options]. Throws [NoPersonException] and as the other [run]; the result has the maps in [TryOnResult.masked].
     */
    public fun run(
        person: Image,
        cloth: Image,
        masker: AutoMasker,
        clothType: ClothType,
        options: TryOnOptions = defaultOptions,
        maskOptions: MaskOptions = MaskOptions(),
        cancellation: CancellationToken? = null,
        preview: ((image: Image, step: Int) -> Control)? = null,
        progress: ((Progress) -> Control)? = null,
    ): TryOnResult = compute(options, cancellation, preview, progress) { arena, id, c ->
        val result = LongByReference()
        val masked = LongByReference()
        masker.withId {
            finish(
                CLibrary.catvton_pipeline_run_with_masker(
                    id, arena.view(person), arena.view(cloth), it, clothType.ordinal, c, maskOptions.toC(arena), result, masked,
                ),
            )
        }
        val maps = try {
            MaskResult.take(masked.value)
        } catch (error: Throwable) {
            CLibrary.catvton_tryon_result_free(result.value)
            throw error
        }
        TryOnResult.take(result.value).copy(masked = maps)
    }

    /** 1..64 requests with one seed and one draw: all succeed or none. Throws as [run]. */
    public fun runBatch(
        requests: List<TryOnRequest>,
        options: TryOnOptions = defaultOptions,
        cancellation: CancellationToken? = null,
        preview: ((image: Image, step: Int) -> Control)? = null,
        progress: ((Progress) -> Control)? = null,
    ): List<TryOnResult> = compute(options, cancellation, preview, progress) { arena, id, c ->
        require(requests.isNotEmpty()) { "a batch needs at least one request" }
        val results = LongArray(requests.size)
        // One block of memory: C takes an array.
        val array = TryOnRequestStruct().toArray(requests.size)
        requests.forEachIndexed { i, request ->
            (array[i] as TryOnRequestStruct).apply {
                person = arena.viewPointer(request.person)
                cloth = arena.viewPointer(request.cloth)
                mask = arena.viewPointer(request.mask)
                write()
            }
        }
        finish(CLibrary.catvton_pipeline_run_batch(id, array[0].pointer, requests.size.toLong(), c, results))
        var taken = 0
        try {
            results.map { TryOnResult.take(it).also { taken++ } }
        } finally {
            for (i in taken + 1 until results.size) CLibrary.catvton_tryon_result_free(results[i])
        }
    }

    /** Bytes needed by a run of [batch] (1..64) requests, before running. */
    public fun estimate(options: TryOnOptions = defaultOptions, batch: Int = 1): MemoryEstimate {
        val c = MemoryEstimateStruct()
        withId { check(CLibrary.catvton_pipeline_estimate(it, options.toC(), batch, c)) }
        return MemoryEstimate(c.weights, c.activations, c.total)
    }

    private fun <T> compute(
        options: TryOnOptions,
        cancellation: CancellationToken?,
        preview: ((Image, Int) -> Control)?,
        progress: ((Progress) -> Control)?,
        block: RunHooks.(Arena, Long, TryOnOptionsStruct) -> T,
    ): T = withId { id ->
        Arena().use { arena ->
            RunHooks(progress, preview).use { hooks ->
                withToken(cancellation) { token ->
                    val c = options.toC()
                    c.cancellation = token
                    hooks.install(c)
                    ActiveCalls.during { hooks.block(arena, id, c) }
                }
            }
        }
    }

    public companion object {
        /** The person as the network sees it, without padding, RGB: what the masker's maps belong to. */
        public fun fittedPerson(person: Image, options: TryOnOptions): Image =
            person.derive { view, out -> CLibrary.catvton_fitted_person(view, options.toC(), out) }

        private fun create(context: GpuContext, model: ModelOptions): Long = Arena().use { arena ->
            val c = model.toC(arena)
            context.withId { id -> ActiveCalls.during { makeHandle { CLibrary.catvton_pipeline_create(id, c, it) } } }
        }
    }
}
