package catvton

import catvton.native.ActiveCalls
import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.check
import catvton.native.makeHandle
import catvton.native.require

/**
 * Photo of a person -> cloth-agnostic mask. The networks are loaded when first needed. May be called from any thread;
 * calls on one [GpuContext] take turns.
 *
 * @param model whose [ModelOptions.resumePath] or [ModelOptions.model] holds the weights
 * @throws NotFoundException there are no such weights
 */
public class AutoMasker(context: GpuContext, model: ModelOptions = ModelOptions()) :
    Handle(create(context, model), CLibrary::catvton_masker_free) {
    /**
     * The mask for a garment of [clothType].
     *
     * @param person sides 64..4096
     * @param cancellation looked at between the networks
     * @throws NoPersonException the detector found nobody
     * @throws CorruptWeightsException the weights do not fit; on the first call
     * @throws BusyException as [MaskOptions.lockPolicy] says
     * @throws CancelledException
     * @throws DeadlineExceededException
     */
    public fun mask(
        person: Image,
        clothType: ClothType,
        options: MaskOptions = MaskOptions(),
        cancellation: CancellationToken? = null,
    ): MaskResult = Arena().use { arena ->
        val c = options.toC(arena)
        val result = withId { id ->
            withToken(cancellation) { token ->
                c.cancellation = token
                ActiveCalls.during {
                    makeHandle { CLibrary.catvton_masker_run(id, arena.view(person), clothType.ordinal, c, it) }
                }
            }
        }
        MaskResult.take(result)
    }

    /** Loads the networks now. Throws [CorruptWeightsException]. */
    public fun load(): Unit = withId { id -> ActiveCalls.during { check(CLibrary.catvton_masker_load(id)) } }

    /** Frees the networks; the next mask loads them again. */
    public fun unload(): Unit = withId { id -> ActiveCalls.during { check(CLibrary.catvton_masker_unload(id)) } }

    /** [bytes] of label maps to keep; 0 turns the cache off and empties it. */
    public fun setCacheBytes(bytes: Long) {
        require(bytes >= 0) { "the cache's size must not be negative: $bytes" }
        withId { check(CLibrary.catvton_masker_set_cache_bytes(it, bytes)) }
    }

    private companion object {
        fun create(context: GpuContext, model: ModelOptions): Long = Arena().use { arena ->
            val c = model.toC(arena)
            context.withId { id -> ActiveCalls.during { makeHandle { CLibrary.catvton_masker_create(id, c, it) } } }
        }
    }
}

/** Calls [block] with the id of [token], 0 without one. */
internal inline fun <T> withToken(token: CancellationToken?, block: (Long) -> T): T =
    if (token == null) block(0) else token.withId(block)
