package catvton

/** The parts of a try-on, in their order. */
public enum class Stage { PREPARE, MASK, ENCODE, DENOISE, DECODE }

/** What a callback says to its run. */
public enum class Control { CONTINUE, CANCEL }

/**
 * Where a try-on stands.
 *
 * @property step finished denoising steps, 0 before the first
 * @property steps denoising steps in all
 * @property seconds since the run began to compute
 */
public data class Progress(val stage: Stage, val step: Int, val steps: Int, val seconds: Double)
