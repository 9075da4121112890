package catvton

import catvton.native.ActiveCalls
import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.ModelOptionsStruct
import catvton.native.TensorInfoStruct
import catvton.native.WeightsInfoStruct
import catvton.native.cString
import catvton.native.check
import catvton.native.makeHandle
import catvton.native.toC
import java.nio.file.Path

/** Which of CatVTON's retrained self-attentions. */
public enum class AttentionVersion { MIX, VITONHD, DRESSCODE }

/**
 * Where the weights come from. A source is a folder, or an owner/repository in the Hugging Face cache; null is the
 * published one. The defaults are the library's.
 *
 * @property model "mini", "catvton", "catvton-maskfree", a folder or a merged file
 * @property baseModel UNet and scheduler
 * @property vae source of the VAE
 * @property resumePath CatVTON's attention and the masker's weights
 * @property maskFree the variant that needs no mask
 */
public data class ModelOptions(
    val model: String? = null,
    val baseModel: String? = null,
    val vae: String? = null,
    val resumePath: String? = null,
    val attentionVersion: AttentionVersion = AttentionVersion.entries[defaults.attention_version],
    val maskFree: Boolean = defaults.mask_free != 0,
) {
    internal fun toC(arena: Arena): ModelOptionsStruct {
        val values = this
        return ModelOptionsStruct().apply {
            attention_version = values.attentionVersion.ordinal
            model = arena.string(values.model, "model")
            base_model = arena.string(values.baseModel, "baseModel")
            vae = arena.string(values.vae, "vae")
            resume_path = arena.string(values.resumePath, "resumePath")
            mask_free = values.maskFree.toC()
        }
    }

    private companion object {
        val defaults by lazy {
            ModelOptionsStruct().also { check(CLibrary.catvton_model_options_init(it, it.size())) }
        }
    }
}

/**
 * One tensor of a weight file.
 *
 * @property dtype as safetensors writes it: "F32", "F16", ...
 */
public data class TensorInfo(val name: String, val dtype: String, val shape: List<Long>)

/**
 * What a weight file holds.
 *
 * @property format "safetensors", "torch_zip", "torch_legacy" or "detectron2_pickle"
 * @property bytes of all tensors together
 * @property tensors in the order of the file
 */
public data class WeightFile(val format: String, val bytes: Long, val tensors: List<TensorInfo>)

/** Weight files. All functions may be called from any thread. */
public object Models {
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
            return WeightFile(info.format!!.getString(0, "UTF-8"), info.bytes, tensors)
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

    private fun tensor(weights: Long, index: Long): TensorInfo {
        val c = TensorInfoStruct()
        check(CLibrary.catvton_weights_get_tensor(weights, index, c))
        val shape = if (c.rank == 0) emptyList() else c.shape!!.getLongArray(0, c.rank).toList()
        return TensorInfo(c.name!!.getString(0, "UTF-8"), c.dtype!!.getString(0, "UTF-8"), shape)
    }
}
