package catvton

import java.nio.file.Path

/** What is known of a file: that it is as the hub has it, or not; [UNKNOWN] when it was not compared. */
public enum class FileState { GOOD, MISSING, DAMAGED, UNKNOWN }

/**
 * One file of a model.
 *
 * @property repository owner/name; empty: installed with the library
 * @property revision a commit, or a name such as "main"
 * @property path in the repository
 * @property bytes 0: not known
 * @property state before [Models.verify] only whether it is there
 * @property location on this disk; null: not there
 */
public data class ModelFile(
    val repository: String,
    val revision: String,
    val path: String,
    val bytes: Long,
    val state: FileState,
    val location: Path?,
)

/**
 * Whom the files of one repository belong to.
 *
 * @property repository owner/name; empty: installed with the library
 * @property name "CC BY-NC-SA 4.0"
 * @property url of its text; empty: none
 * @property terms what it asks beyond keeping the notice, in a few words; or empty
 */
public data class ModelLicense(val repository: String, val name: String, val url: String, val terms: String)

/**
 * A model that has a name.
 *
 * @property name as [ModelOptions.model] takes it
 * @property isComplete every file is on this disk
 * @property bytes of all files whose size is known
 * @property folders of the model, or of its repositories that are (in part) on this disk
 */
public data class ModelInfo(
    val name: String,
    val description: String,
    val isComplete: Boolean,
    val bytes: Long,
    val files: List<ModelFile>,
    val licenses: List<ModelLicense>,
    val folders: List<Path>,
)
