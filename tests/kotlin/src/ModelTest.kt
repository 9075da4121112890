package catvton.test

import catvton.CorruptWeightsException
import catvton.ModelOptions
import catvton.Models
import catvton.NotFoundException
import catvton.Pipeline
import catvton.Precision
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.deleteIfExists
import kotlin.io.path.readBytes
import kotlin.io.path.writeBytes

fun Suite.modelTests(f: Fixture) {
    val model = f.folder.resolve("tiny.safetensors")

    test("a weight file says what it holds") {
        val file = Models.inspect(model)
        checkEqual(file.format, "safetensors")
        check(file.tensors.size > 100)
        checkEqual(file.tensors.sumOf { it.shape.fold(4L, Long::times) }, file.bytes, "bytes of all tensors")
        check(file.tensors.all { it.dtype == "F32" && it.name.isNotEmpty() })
    }
    test("a converted model gives the same picture") {
        val copy = Files.createTempDirectory("catvton").resolve("copy.safetensors")
        try {
            Models.convert(ModelOptions(model.toString()), copy, Precision.FP32)
            Pipeline(f.context, ModelOptions(copy.toString())).use {
                checkEqual(it.run(f.person, f.cloth, f.mask, Fixture.options(1)).image, f.run(1).image)
            }
        } finally {
            copy.parent.toFile().deleteRecursively()
        }
    }
    test("bad models are refused") {
        val broken = Files.createTempFile("broken", ".safetensors")
        try {
            broken.writeBytes(model.readBytes().copyOf(1000))
            checkThrows<CorruptWeightsException>(broken.toString()) { Models.inspect(broken) }
            checkThrows<CorruptWeightsException> { Pipeline(f.context, ModelOptions(broken.toString())) }
        } finally {
            broken.deleteIfExists()
        }
        checkThrows<NotFoundException> { Models.inspect(Path.of("/none.safetensors")) }
        checkThrows<NotFoundException> { Pipeline(f.context, ModelOptions("/none")) }
    }
}
