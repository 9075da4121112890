package catvton.native

import catvton.FileState
import catvton.ModelFile
import catvton.ModelInfo
import catvton.ModelLicense
import com.sun.jna.Pointer
import com.sun.jna.ptr.LongByReference
import com.sun.jna.ptr.PointerByReference
import java.nio.file.Path

/** Reads what a `catvton_models` handle holds. */
internal class NamedModels(private val handle: Long) {
    fun readAll(): List<ModelInfo> {
        val count = LongByReference()
        check(CLibrary.catvton_models_get_count(handle, count))
        return list(count.value, ::read)
    }

    fun read(model: Long): ModelInfo {
        val c = ModelInfoStruct()
        check(CLibrary.catvton_models_get_info(handle, model, c))
        return ModelInfo(
            c.name.utf8(), c.description.utf8(), c.complete != 0, c.bytes, list(c.file_count) { file(model, it) },
            list(c.license_count) { license(model, it) }, list(c.folder_count) { folder(model, it) },
        )
    }

    private fun file(model: Long, index: Long): ModelFile {
        val c = ModelFileStruct()
        check(CLibrary.catvton_models_get_file(handle, model, index, c))
        val location = c.location.utf8().takeIf(String::isNotEmpty)?.let(Path::of)
        return ModelFile(c.repository.utf8(), c.revision.utf8(), c.path.utf8(), c.bytes, FileState.entries[c.state], location)
    }

    private fun license(model: Long, index: Long): ModelLicense {
        val c = ModelLicenseStruct()
        check(CLibrary.catvton_models_get_license(handle, model, index, c))
        return ModelLicense(c.repository.utf8(), c.name.utf8(), c.url.utf8(), c.terms.utf8())
    }

    private fun folder(model: Long, index: Long): Path {
        val folder = PointerByReference()
        check(CLibrary.catvton_models_get_folder(handle, model, index, folder))
        return Path.of(folder.value.utf8())
    }

    private inline fun <T> list(count: Long, item: (Long) -> T): List<T> = List(Math.toIntExact(count)) { item(it.toLong()) }

    companion object {
        /** What the handle holds that [call] makes; the handle is freed. */
        inline fun take(call: (LongByReference) -> Int): List<ModelInfo> {
            val handle = makeHandle(call)
            try {
                return NamedModels(handle).readAll()
            } finally {
                CLibrary.catvton_models_free(handle)
            }
        }
    }
}

/** A string of C that is never NULL. */
internal fun Pointer?.utf8(): String = this!!.getString(0, "UTF-8")
