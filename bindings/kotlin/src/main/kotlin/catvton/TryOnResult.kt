package catvton

import catvton.native.CLibrary
import catvton.native.ImageViewStruct
import catvton.native.TryOnResultInfoStruct
import catvton.native.check
import catvton.native.toImage

/**
 * Seconds of wall time by stage; in a batch, of the batch.
 *
 * @property mask the masker, when it was used
 * @property total of the call, waiting for the lock excluded
 */
public data class TryOnSeconds(
    val prepare: Double,
    val mask: Double,
    val encode: Double,
    val denoise: Double,
    val decode: Double,
    val total: Double,
)

/**
 * The picture of one try-on and its figures.
 *
 * @property image RGB, of the size that the options said
 * @property mask what was repainted: grey, 0 or 255; null when mask-free
 * @property seed in use, also when -1 was asked
 * @property peakMemoryBytes CPU: the process's peak; CUDA: allocator peak of this run
 * @property masked the maps of the masker, when it was used
 */
public data class TryOnResult(
    val image: Image,
    val mask: Image?,
    val seed: Long,
    val seconds: TryOnSeconds,
    val peakMemoryBytes: Long,
    val masked: MaskResult? = null,
) {
    internal companion object {
        /** Copies what [result] holds and frees it. */
        fun take(result: Long): TryOnResult {
            try {
                val image = ImageViewStruct()
                check(CLibrary.catvton_tryon_result_get_image(result, image))
                val mask = ImageViewStruct()
                check(CLibrary.catvton_tryon_result_get_mask(result, mask))
                val c = TryOnResultInfoStruct()
                check(CLibrary.catvton_tryon_result_get_info(result, c))
                val seconds = TryOnSeconds(
                    c.prepare_seconds, c.mask_seconds, c.encode_seconds, c.denoise_seconds, c.decode_seconds, c.total_seconds,
                )
                return TryOnResult(
                    checkNotNull(image.toImage()) { "the library returned a try-on without pixels" },
                    mask.toImage(), c.seed, seconds, c.peak_memory_bytes,
                )
            } finally {
                CLibrary.catvton_tryon_result_free(result)
            }
        }
    }
}
