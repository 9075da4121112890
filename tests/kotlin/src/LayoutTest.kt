package catvton.test

import catvton.ErrorCode
import catvton.native.ABI_VERSION
import catvton.native.CLibrary
import catvton.native.DecodeOptionsStruct
import catvton.native.DeviceInfoStruct
import catvton.native.DeviceOptionsStruct
import catvton.native.EncodeOptionsStruct
import catvton.native.ImageInfoStruct
import catvton.native.ImageViewStruct
import catvton.native.MaskOptionsStruct
import catvton.native.MaskResultInfoStruct
import catvton.native.MemoryEstimateStruct
import catvton.native.MemoryInfoStruct
import catvton.native.ModelFileStruct
import catvton.native.ModelInfoStruct
import catvton.native.ModelLicenseStruct
import catvton.native.ModelOptionsStruct
import catvton.native.PersonBoxStruct
import catvton.native.ProgressStruct
import catvton.native.PullOptionsStruct
import catvton.native.PullPlanStruct
import catvton.native.PullProgressStruct
import catvton.native.StatusInfoStruct
import catvton.native.TensorInfoStruct
import catvton.native.TryOnOptionsStruct
import catvton.native.TryOnRequestStruct
import catvton.native.TryOnResultInfoStruct
import catvton.native.VersionInfoStruct
import catvton.native.WeightsInfoStruct
import com.sun.jna.Structure
import java.lang.reflect.Modifier
import java.nio.file.Path
import kotlin.io.path.readText

private val structs: Map<String, Structure> = listOf(
    StatusInfoStruct(), VersionInfoStruct(), ImageViewStruct(), DecodeOptionsStruct(), EncodeOptionsStruct(),
    ImageInfoStruct(), DeviceOptionsStruct(), DeviceInfoStruct(), MemoryInfoStruct(), ModelOptionsStruct(),
    WeightsInfoStruct(), TensorInfoStruct(), ModelInfoStruct(), ModelFileStruct(), ModelLicenseStruct(),
    PullPlanStruct(), PullProgressStruct(), PullOptionsStruct(), MaskOptionsStruct(), MaskResultInfoStruct(), PersonBoxStruct(),
    ProgressStruct(), TryOnOptionsStruct(), TryOnRequestStruct(), TryOnResultInfoStruct(), MemoryEstimateStruct(),
).associateBy { struct ->
    val words = struct.javaClass.simpleName.removeSuffix("Struct").replace("TryOn", "Tryon")
    "catvton" + words.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }
}

private fun offset(struct: Structure, field: String): Int {
    val method = Structure::class.java.getDeclaredMethod("fieldOffset", String::class.java)
    method.isAccessible = true
    return method.invoke(struct, field) as Int
}

private fun fields(struct: Structure): Set<String> =
    struct.javaClass.getAnnotation(Structure.FieldOrder::class.java).value.toSet()

/** Holds structs, functions and enums against the C sources below [root]; the compiler holds layout.c against the header. */
fun Suite.layoutTests(root: Path) {
    val header = listOf("catvton.h", "models.h").joinToString("") { root.resolve("capi/include/catvton/$it").readText() }
    val layout = root.resolve("tests/capi/layout.c").readText()

    test("every struct of the header has its counterpart and size") {
        val sizes = Regex("""\nSIZE\((\w+), (\d+)\)""").findAll(layout).associate { it.groupValues[1] to it.groupValues[2].toInt() }
        checkEqual(structs.keys.toSet(), sizes.keys.toSet(), "structs")
        for ((name, struct) in structs) checkEqual(struct.size(), sizes[name], "size of $name")
    }
    test("every field lies where C has it") {
        val offsets = Regex("""\nFIELD\((\w+), (\w+), (\d+)\)""").findAll(layout).toList()
        for ((name, struct) in structs) {
            val wanted = offsets.filter { it.groupValues[1] == name }.associate { it.groupValues[2] to it.groupValues[3].toInt() }
            checkEqual(fields(struct).associateWith { offset(struct, it) }, wanted, "fields of $name")
        }
    }
    test("every function is one of the header's") {
        val wanted = Regex("""\b(catvton_\w+)\(""").findAll(header).map { it.groupValues[1] }.toSet()
        val used = CLibrary::class.java.declaredMethods.filter { Modifier.isNative(it.modifiers) }.map { it.name }.toSet()
        checkEqual(used - wanted, emptySet(), "functions that the header does not have")
        // Kotlin's arrays need no handle of their own.
        checkEqual(wanted - used, setOf("catvton_image_create"), "functions that are not used")
    }
    test("the numbers of every enum are the header's") {
        val numbers = Regex("""\b(CATVTON_[A-Z0-9_]+) = (\d+)""").findAll(header).associate { it.groupValues[1] to it.groupValues[2].toInt() }
        val enums = mapOf(
            "LOG" to catvton.LogLevel.entries, "FORMAT" to catvton.ImageFormat.entries, "ALPHA" to catvton.Alpha.entries,
            "RESIZE" to catvton.ResizeFilter.entries, "PRECISION" to catvton.Precision.entries,
            "ATTENTION" to catvton.AttentionVersion.entries, "CLOTH" to catvton.ClothType.entries,
            "LOCK" to catvton.LockPolicy.entries, "PERSON" to catvton.PersonChoice.entries, "FIT" to catvton.MaskFit.entries,
            "GEOMETRY" to catvton.Geometry.entries, "STAGE" to catvton.Stage.entries, "FILE" to catvton.FileState.entries,
        )
        for ((prefix, entries) in enums) {
            val wanted = numbers.filterKeys { it.startsWith("CATVTON_${prefix}_") }
            checkEqual(entries.associate { "CATVTON_${prefix}_${it.name}" to it.ordinal }, wanted, prefix)
        }
        val statuses = numbers.filterKeys { it.startsWith("CATVTON_STATUS_") } - "CATVTON_STATUS_OK"
        checkEqual(ErrorCode.entries.associate { "CATVTON_STATUS_${it.name}" to it.status }, statuses, "statuses")
        checkEqual(
            listOf("MASK", "DENSEPOSE", "ATR", "LIP").map { numbers["CATVTON_MAP_$it"] }, listOf(0, 1, 2, 3), "order of the maps",
        )
        check("#define CATVTON_ABI_VERSION $ABI_VERSION\n" in header)
    }
    test("defaults are those of the header's macros") {
        val macro = Regex("""CATVTON_TRYON_OPTIONS_INIT \{sizeof\(catvton_tryon_options\), (\d+), (\d+), (\d+), ([\d.]+), (\d+), ([\d.]+), (\d+)""")
        val wanted = macro.find(header)!!.groupValues.drop(1)
        val got = catvton.TryOnOptions().run { listOf(width, height, numInferenceSteps, guidanceScale, seed, eta, maskBlur) }
        checkEqual(got.map { it.toString() }, wanted, "try-on options")
    }
}
