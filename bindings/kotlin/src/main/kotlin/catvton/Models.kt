package catvton

import catvton.native.ActiveCalls
import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.NamedModels
import catvton.native.PullHooks
import catvton.native.PullOptionsStruct
import catvton.native.TensorInfoStruct
import catvton.native.WeightsInfoStruct
import catvton.native.cString
import catvton.native.check
import catvton.native.makeHandle
import catvton.native.utf8
import java.nio.file.Path

/**
 * Models that have names, and weight files. All functions may be called from any thread, and by several processes at once.
 *
 * Downloads go to the cache of Python's huggingface_hub: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE
 * mean what they mean there. Nothing is downloaded unless [pull] or [pullMissing] is called. Callbacks run on the calling
 * thread and must not pull ([InvalidStateException]); what one throws ends the call and comes out of it as it was thrown.
 */
public object Models {
    /** All models that have names, with their files, licences and folders. */
    public fun list(): List<ModelInfo> = NamedModels.take(CLibrary::catvton_models_list)

    /**
     * One of them.
     *
     * @throws NotFoundException no such name; the message has those that there are
     */
    public fun find(name: String): ModelInfo = NamedModels.take { CLibrary.catvton_models_find(cString(name, "name"), it) }.single()

    /** The folders where a model's files lie; empty if none of them is on this disk. Throws as [find]. */
    public fun path(name: String): List<Path> = find(name).folders

    /**
     * Downloads what the cache lacks of a model; gives the model as it is then. Every byte is checked against the hash that
     * the hub names. What has arrived when a download ends early is kept for the next time.
     *
     * @param cancellation stops the download from another thread within a second
     * @param plan called once, when all sizes are known and before the first byte is downloaded
     * @param progress called a few times a second
     * @throws NotFoundException name, repository, revision or file; or offline and incomplete
     * @throws IoException network or disk
     * @throws CorruptWeightsException an answer or a content that is not what was announced
     * @throws CancelledException
     */
    public fun pull(
        name: String,
        options: PullOptions = PullOptions(),
        cancellation: CancellationToken? = null,
        plan: ((PullPlan) -> Control)? = null,
        progress: ((PullProgress) -> Control)? = null,
    ): ModelInfo = watched(options, cancellation, plan, progress) { c ->
        NamedModels.take { models ->
            CLibrary.catvton_models_pull(cString(name, "name"), c, models).also { finish(it) }
        }.single()
    }

    /**
     * The same for whatever [model] names: owner/repository sources too, of which the files that a pipeline and its masker
     * read are downloaded. Does nothing when all are on the disk, the sources are folders and files, or the call is offline.
     */
    public fun pullMissing(
        model: ModelOptions,
        options: PullOptions = PullOptions(),
        cancellation: CancellationToken? = null,
        plan: ((PullPlan) -> Control)? = null,
        progress: ((PullProgress) -> Control)? = null,
    ): Unit = watched(options, cancellation, plan, progress) { c ->
        Arena().use { arena -> finish(CLibrary.catvton_models_pull_missing(model.toC(arena), c)) }
    }

    /**
     * Hashes the files of a model that are on this disk; [ModelFile.state] of the result says what was found.
     *
     * @throws NotFoundException no such name
     * @throws IoException
     * @throws CancelledException
     */
    public fun verify(
        name: String,
        cancellation: CancellationToken? = null,
        progress: ((PullProgress) -> Control)? = null,
    ): ModelInfo = watched(PullOptions(), cancellation, null, progress) { c ->
        NamedModels.take { models ->
            CLibrary.catvton_models_verify(cString(name, "name"), c, models).also { finish(it) }
        }.single()
    }

    /**
     * Reads and checks a weight file without loading a model.
     *
     * @throws NotFoundException no such file
     * @throws CorruptWeightsException the file breaks a rule of its format
     * @throws UnsupportedFormatException no weight file of a known kind
     */
    public fun inspect(path: Path): WeightFile {
        val handle = makeHandle { CLibrary.catvton_weights_inspect(cString(path.toString(), "path"), it) }
        try {
            val info = WeightsInfoStruct()
            check(CLibrary.catvton_weights_get_info(handle, info))
            val tensors = List(Math.toIntExact(info.tensor_count)) { tensor(handle, it.toLong()) }
            return WeightFile(info.format.utf8(), info.bytes, tensors)
        } finally {
            CLibrary.catvton_weights_free(handle)
        }
    }

    /**
     * Writes one safetensors file that [ModelOptions.model] takes. The file appears whole or not at all. Throws as the
     * constructor of [Pipeline], and [IoException].
     *
     * @param precision of the file; [Precision.AUTOMATIC] is fp32
     */
    public fun convert(model: ModelOptions, path: Path, precision: Precision = Precision.AUTOMATIC): Unit =
        Arena().use { arena ->
            val c = model.toC(arena)
            ActiveCalls.during {
                check(CLibrary.catvton_convert_model(c, precision.ordinal, cString(path.toString(), "path")))
            }
        }

    private fun <T> watched(
        options: PullOptions,
        cancellation: CancellationToken?,
        plan: ((PullPlan) -> Control)?,
        progress: ((PullProgress) -> Control)?,
        block: PullHooks.(PullOptionsStruct) -> T,
    ): T = PullHooks(plan, progress).use { hooks ->
        withToken(cancellation) { token ->
            val c = options.toC()
            c.cancellation = token
            hooks.install(c)
            ActiveCalls.during { hooks.block(c) }
        }
    }

    private fun tensor(weights: Long, index: Long): TensorInfo {
        val c = TensorInfoStruct()
        check(CLibrary.catvton_weights_get_tensor(weights, index, c))
        val shape = if (c.rank == 0) emptyList() else c.shape!!.getLongArray(0, c.rank).toList()
        return TensorInfo(c.name.utf8(), c.dtype.utf8(), shape)
    }
}
