package catvton.test

import catvton.AutoMasker
import catvton.ClothType
import catvton.ModelOptions
import catvton.Pipeline
import catvton.toBufferedImage
import catvton.toImage
import java.io.File
import javax.imageio.ImageIO

/** Arguments PERSON CLOTH SEED OUTPUT: the try-on that tests/bindings asks of every language. Java reads and writes. */
object TryOnProgram {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val (person, cloth, seed, output) = arguments
        val context = Fixture.context()
        val pipeline = Pipeline(context, ModelOptions("mini"))
        val masker = AutoMasker(context, ModelOptions("mini"))
        val options = pipeline.defaultOptions.copy(numInferenceSteps = 4, seed = seed.toLong())
        fun load(path: String) = ImageIO.read(File(path)).toImage()
        val result = pipeline.run(load(person), load(cloth), masker, ClothType.UPPER, options)
        ImageIO.write(result.image.toBufferedImage(), "png", File(output))
    }
}
