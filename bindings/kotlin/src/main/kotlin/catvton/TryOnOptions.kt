package catvton

import catvton.native.CLibrary
import catvton.native.TryOnOptionsStruct
import catvton.native.check
import catvton.native.toC

/** How the person is brought to the size of the network. */
public enum class Geometry {
    /** Person cropped to the aspect ratio, cloth padded. */
    CROP,

    /** Person padded too, and the padding cut off the result. */
    PAD,
}

/** What a call does when another inference holds the context's lock. */
public enum class LockPolicy {
    /** Waits its turn. */
    WAIT,

    /** Throws [BusyException] at once. */
    REJECT,

    /** Waits `lockTimeoutSeconds`, then throws [BusyException]. */
    TIMEOUT,
}

/**
 * Options of a try-on. The defaults are the library's; [Pipeline.defaultOptions] has the model's size and steps.
 *
 * @property width pixels of the result, a multiple of 8, 64..2048
 * @property height pixels of the result, a multiple of 8, 64..2048
 * @property numInferenceSteps DDIM steps, 1..999
 * @property guidanceScale 0..30; 1 or less turns classifier-free guidance off
 * @property seed of every random draw; -1 draws one and reports it
 * @property eta share of DDPM noise in each DDIM step, 0..1
 * @property maskBlur radius in pixels of the blur on the given mask, 0..256
 * @property repaint puts the person's own pixels back outside the mask
 * @property lockTimeoutSeconds with [LockPolicy.TIMEOUT], 0 or more
 * @property deadlineSeconds for the whole call, waiting included; 0 is none
 * @property previewEvery a preview after every n-th step; 0 is off
 */
public data class TryOnOptions(
    val width: Int = defaults.width,
    val height: Int = defaults.height,
    val numInferenceSteps: Int = defaults.num_inference_steps,
    val guidanceScale: Double = defaults.guidance_scale,
    val seed: Long = defaults.seed,
    val eta: Double = defaults.eta,
    val maskBlur: Int = defaults.mask_blur,
    val repaint: Boolean = defaults.repaint != 0,
    val geometry: Geometry = Geometry.entries[defaults.geometry],
    val lockPolicy: LockPolicy = LockPolicy.entries[defaults.lock_policy],
    val lockTimeoutSeconds: Double = defaults.lock_timeout_seconds,
    val deadlineSeconds: Double = defaults.deadline_seconds,
    val previewEvery: Int = defaults.preview_every,
) {
    internal fun toC(): TryOnOptionsStruct {
        val values = this
        return TryOnOptionsStruct().apply {
            width = values.width
            height = values.height
            num_inference_steps = values.numInferenceSteps
            guidance_scale = values.guidanceScale
            seed = values.seed
            eta = values.eta
            mask_blur = values.maskBlur
            repaint = values.repaint.toC()
            geometry = values.geometry.ordinal
            lock_policy = values.lockPolicy.ordinal
            lock_timeout_seconds = values.lockTimeoutSeconds
            deadline_seconds = values.deadlineSeconds
            preview_every = values.previewEvery
        }
    }

    internal companion object {
        private val defaults by lazy {
            TryOnOptionsStruct().also { check(CLibrary.catvton_tryon_options_init(it, it.size())) }
        }

        fun of(c: TryOnOptionsStruct) = TryOnOptions(
            c.width, c.height, c.num_inference_steps, c.guidance_scale, c.seed, c.eta, c.mask_blur, c.repaint != 0,
            Geometry.entries[c.geometry], LockPolicy.entries[c.lock_policy], c.lock_timeout_seconds, c.deadline_seconds,
            c.preview_every,
        )
    }
}
