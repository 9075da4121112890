package catvton

import catvton.native.CLibrary
import catvton.native.ImageViewStruct
import catvton.native.MaskResultInfoStruct
import catvton.native.PersonBoxStruct
import catvton.native.check
import catvton.native.toImage

/**
 * A person found by the detector, in pixels of the photo: x0 <= x < x1, y0 <= y < y1.
 *
 * @property score 0..1
 */
public data class PersonBox(val score: Float, val x0: Float, val y0: Float, val x1: Float, val y1: Float)

/**
 * Seconds of wall time; 0 for what the cache supplied.
 *
 * @property load reading the networks, on the first call
 * @property total of the call, waiting for the lock excluded
 */
public data class MaskSeconds(
    val load: Double,
    val densepose: Double,
    val atr: Double,
    val lip: Double,
    val assemble: Double,
    val total: Double,
)

/**
 * A mask and the maps it was made of: grey pictures of the photo's size.
 *
 * @property mask 255 is repainted, 0 kept; between with feather
 * @property densepose labels 0..24
 * @property atr labels 0..17
 * @property lip labels 0..19
 * @property person index in [people] of the person who was masked; -1: none
 * @property people best score first
 * @property fromCache the maps were known already
 */
public data class MaskResult(
    val mask: Image,
    val densepose: Image,
    val atr: Image,
    val lip: Image,
    val person: Int,
    val people: List<PersonBox>,
    val fromCache: Boolean,
    val seconds: MaskSeconds,
) {
    internal companion object {
        /** Copies what [result] holds and frees it. */
        fun take(result: Long): MaskResult {
            try {
                val (mask, densepose, atr, lip) = List(MAPS) { map(result, it) }
                val c = MaskResultInfoStruct()
                check(CLibrary.catvton_mask_result_get_info(result, c))
                val seconds = MaskSeconds(
                    c.load_seconds, c.densepose_seconds, c.atr_seconds, c.lip_seconds, c.assemble_seconds, c.total_seconds,
                )
                val people = List(c.people_count) { person(result, it) }
                return MaskResult(mask, densepose, atr, lip, c.person, people, c.from_cache != 0, seconds)
            } finally {
                CLibrary.catvton_mask_result_free(result)
            }
        }

        /** CATVTON_MAP_MASK, _DENSEPOSE, _ATR and _LIP are 0..3. */
        private const val MAPS = 4

        private fun map(result: Long, map: Int): Image {
            val view = ImageViewStruct()
            check(CLibrary.catvton_mask_result_get_map(result, map, view))
            return checkNotNull(view.toImage()) { "the library returned a mask without map $map" }
        }

        private fun person(result: Long, index: Int): PersonBox {
            val c = PersonBoxStruct()
            check(CLibrary.catvton_mask_result_get_person(result, index, c))
            return PersonBox(c.score, c.x0, c.y0, c.x1, c.y1)
        }
    }
}
