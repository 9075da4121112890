package catvton

import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.ModelOptionsStruct
import catvton.native.check
import catvton.native.toC

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
