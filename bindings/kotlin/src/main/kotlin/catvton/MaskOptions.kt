package catvton

import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.MaskOptionsStruct
import catvton.native.check
import catvton.native.toC

/** The part of the body that the garment covers. */
public enum class ClothType { UPPER, LOWER, OVERALL, INNER, OUTER }

/** Who is masked when several people are found. */
public enum class PersonChoice {
    /** The detection with the highest score. */
    BEST,

    /** The detection with the largest box. */
    LARGEST,

    /** [MaskOptions.personIndex], counted from the best score. */
    INDEX,
}

/** How close the mask lies. */
public enum class MaskFit {
    /** The reference's mask. */
    STANDARD,

    /** Reaches 1/40 of the longer side further. */
    LOOSE,

    /** No convex hull. */
    TIGHT,
}

/**
 * Options of a mask. The defaults are the library's.
 *
 * @property personIndex with [PersonChoice.INDEX], 0..99
 * @property allowNoPerson takes the parsers' mask when nobody is found
 * @property grow pixels to grow the mask by, -1024..1024; negative shrinks
 * @property feather radius in pixels of a blur over the mask's edge, 0..256
 * @property parserBgr feeds the parsers BGR
 * @property useCache looks up and keeps the person's maps by the photo's content
 * @property userAdd grey, the photo's size: pixels of 128 and more join the mask
 * @property userSubtract grey, the photo's size: pixels of 128 and more leave the mask
 * @property lockTimeoutSeconds with [LockPolicy.TIMEOUT], 0 or more
 * @property deadlineSeconds for the whole call, waiting included; 0 is none
 */
public data class MaskOptions(
    val personChoice: PersonChoice = PersonChoice.entries[defaults.person_choice],
    val personIndex: Int = defaults.person_index,
    val allowNoPerson: Boolean = defaults.allow_no_person != 0,
    val fit: MaskFit = MaskFit.entries[defaults.fit],
    val grow: Int = defaults.grow,
    val feather: Int = defaults.feather,
    val parserBgr: Boolean = defaults.parser_bgr != 0,
    val useCache: Boolean = defaults.use_cache != 0,
    val userAdd: Image? = null,
    val userSubtract: Image? = null,
    val lockPolicy: LockPolicy = LockPolicy.entries[defaults.lock_policy],
    val lockTimeoutSeconds: Double = defaults.lock_timeout_seconds,
    val deadlineSeconds: Double = defaults.deadline_seconds,
) {
    internal fun toC(arena: Arena): MaskOptionsStruct {
        val values = this
        return MaskOptionsStruct().apply {
            person_choice = values.personChoice.ordinal
            person_index = values.personIndex
            allow_no_person = values.allowNoPerson.toC()
            fit = values.fit.ordinal
            grow = values.grow
            feather = values.feather
            parser_bgr = values.parserBgr.toC()
            use_cache = values.useCache.toC()
            lock_policy = values.lockPolicy.ordinal
            user_add = arena.viewPointer(values.userAdd)
            user_subtract = arena.viewPointer(values.userSubtract)
            lock_timeout_seconds = values.lockTimeoutSeconds
            deadline_seconds = values.deadlineSeconds
        }
    }

    private companion object {
        val defaults by lazy {
            MaskOptionsStruct().also { check(CLibrary.catvton_mask_options_init(it, it.size())) }
        }
    }
}
