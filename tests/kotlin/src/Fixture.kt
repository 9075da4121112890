package catvton.test

import catvton.AutoMasker
import catvton.DecodeOptions
import catvton.DeviceOptions
import catvton.GpuContext
import catvton.Image
import catvton.ImageFiles
import catvton.ModelOptions
import catvton.Pipeline
import catvton.TryOnOptions
import catvton.TryOnResult
import java.nio.file.Path

/** The models and pictures that tests/capi/write_models wrote to [folder]. */
class Fixture(val folder: Path) {
    val person = ImageFiles.load(folder.resolve("person.png"))
    val cloth = ImageFiles.load(folder.resolve("cloth.png"))
    val mask = ImageFiles.load(folder.resolve("mask.png"), DecodeOptions(channels = 1))
    val context = context()
    val pipeline = Pipeline(context, ModelOptions(model = path("tiny.safetensors")))

    fun path(name: String): String = folder.resolve(name).toString()

    fun masker(context: GpuContext = this.context) = AutoMasker(context, ModelOptions(resumePath = path("masker")))

    fun run(steps: Int = 1): TryOnResult = pipeline.run(person, cloth, mask, options(steps))

    companion object {
        /** One thread: what the tests measure is not speed. */
        fun context() = GpuContext(DeviceOptions(device = "cpu", threads = 1))

        fun options(steps: Int) = TryOnOptions(width = 64, height = 96, numInferenceSteps = steps, maskBlur = 0)

        fun grey(width: Int, height: Int, value: Int = 0) =
            Image(width, height, 1, ByteArray(width * height) { value.toByte() })
    }
}
