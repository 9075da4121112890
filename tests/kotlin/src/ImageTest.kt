package catvton.test

import catvton.DecodeOptions
import catvton.Image
import catvton.ImageFiles
import catvton.ImageFormat
import catvton.InvalidArgumentException
import catvton.InvalidImageException
import catvton.IoException
import catvton.NotFoundException
import catvton.ResizeFilter
import catvton.TooLargeException
import catvton.UnsupportedFormatException
import catvton.gaussianBlur
import catvton.resize
import catvton.resizeAndCrop
import catvton.resizeAndPadding
import catvton.toBufferedImage
import catvton.toGrey
import catvton.toImage
import java.awt.image.BufferedImage
import java.io.ByteArrayInputStream
import java.nio.file.Files
import java.nio.file.Path
import javax.imageio.ImageIO
import kotlin.random.Random

private fun noise(width: Int, height: Int, channels: Int) =
    Image(width, height, channels, Random(1).nextBytes(width * height * channels))

fun Suite.imageTests() {
    test("a picture is checked when it is made") {
        checkThrows<InvalidArgumentException>("needs 18 bytes, not 17") { Image(2, 3, 3, ByteArray(17)) }
        checkThrows<InvalidArgumentException>("channels, not 2") { Image(2, 3, 2, ByteArray(12)) }
        checkThrows<InvalidArgumentException>("not 0 x 3") { Image(0, 3, 3, ByteArray(0)) }
        checkThrows<InvalidArgumentException>("not 20000 x 1") { Image(20000, 1, 1, ByteArray(20000)) }
        // The product does not fit in 32 bits.
        checkThrows<InvalidArgumentException>("needs 1073741824 bytes") { Image(16384, 16384, 4, ByteArray(0)) }
    }
    test("every kind of BufferedImage comes back as it was") {
        for (channels in listOf(1, 3, 4)) {
            val image = noise(7, 5, channels)
            checkEqual(image.toBufferedImage().toImage(), image, "$channels channels")
        }
        val bgr = BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR).apply { setRGB(1, 0, 0x0A141E) }
        checkEqual(bgr.toImage(), Image(2, 1, 3, byteArrayOf(0, 0, 0, 10, 20, 30)), "BGR")
        val argb = BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).apply { setRGB(0, 0, 0x280A141E) }
        checkEqual(argb.toImage(), Image(1, 1, 4, byteArrayOf(10, 20, 30, 40)), "ARGB")
        val grey = BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY).apply { raster.setSample(0, 0, 0, 0x1234) }
        checkEqual(grey.toImage(), Image(1, 1, 1, byteArrayOf(0x12)), "16-bit grey")
    }
    test("a part of a larger BufferedImage is that part") {
        val whole = noise(8, 6, 3)
        val part = whole.toBufferedImage().getSubimage(2, 1, 3, 4).toImage()
        for (y in 0 until 4) for (i in 0 until 9) {
            checkEqual(part.pixels[y * 9 + i], whole.pixels[(y + 1) * 24 + 6 + i], "row $y, byte $i")
        }
    }
    test("PNG is read by Java as it was written, and the other way round") {
        val image = noise(31, 17, 3)
        val file = ImageFiles.encode(image)
        checkEqual(ImageIO.read(ByteArrayInputStream(file)).toImage(), image, "read by Java")
        checkEqual(ImageFiles.decode(file), image, "read by the library")
        val info = ImageFiles.probe(file)
        checkEqual(listOf<Any>(info.format, info.width, info.height, info.channels, info.bits), listOf(ImageFormat.PNG, 31, 17, 3, 8))
        check(ImageFiles.encode(image, ImageFormat.JPEG, 10).size < ImageFiles.encode(image, ImageFormat.JPEG, 95).size)
        checkEqual(ImageFiles.decode(ImageFiles.encode(image, ImageFormat.WEBP)).width, 31)
    }
    test("files on disk, with a name that is not ASCII") {
        val folder = Files.createTempDirectory("catvton")
        val path = folder.resolve("bild-äö-画.png")
        val image = noise(9, 4, 3)
        try {
            ImageFiles.save(image, path)
            check(Files.exists(path)) { "the name was mangled: ${folder.toFile().list()!!.toList()}" }
            checkEqual(ImageFiles.load(path), image)
            checkEqual(ImageFiles.probe(path).height, 4)
            checkThrows<InvalidArgumentException>(".xyz") { ImageFiles.save(image, folder.resolve("a.xyz")) }
            checkThrows<IoException> { ImageFiles.save(image, folder.resolve("none/a.png")) }
        } finally {
            folder.toFile().deleteRecursively()
        }
    }
    test("broken files and wrong options are errors") {
        val file = ImageFiles.encode(noise(31, 17, 3))
        checkThrows<InvalidImageException> { ImageFiles.decode(file.copyOf(file.size / 2)) }
        checkThrows<UnsupportedFormatException> { ImageFiles.decode("no picture, only text".toByteArray()) }
        checkThrows<TooLargeException> { ImageFiles.decode(file, DecodeOptions(maxPixels = 100)) }
        checkThrows<InvalidArgumentException> { ImageFiles.decode(file, DecodeOptions(channels = 2)) }
        checkThrows<InvalidArgumentException>("negative") { ImageFiles.decode(file, DecodeOptions(maxBytes = -1)) }
        checkThrows<NotFoundException>("/none.png") { ImageFiles.load(Path.of("/none.png")) }
        checkThrows<IoException> { ImageFiles.load(Path.of("/")) }
        checkThrows<InvalidArgumentException>("101") { ImageFiles.encode(noise(2, 2, 3), ImageFormat.JPEG, 101) }
        checkThrows<InvalidArgumentException>("gif") { ImageFiles.encode(noise(2, 2, 3), ImageFormat.GIF) }
    }
    test("operations give the sizes that were asked for, and refuse others") {
        val image = noise(40, 30, 3)
        checkEqual(image.resize(40, 30, ResizeFilter.NEAREST), image, "the same size")
        checkEqual(image.resizeAndCrop(16, 16).run { width to height }, 16 to 16)
        val padded = image.resizeAndPadding(40, 60)
        checkEqual(padded.pixels.take(3), listOf<Byte>(-1, -1, -1), "white padding")
        checkEqual(image.gaussianBlur(0f), image, "a blur of nothing")
        check(image.gaussianBlur(2f) != image)
        checkEqual(image.toGrey().channels, 1)
        checkThrows<InvalidArgumentException> { image.resize(0, 5) }
        checkThrows<InvalidArgumentException> { image.gaussianBlur(-1f) }
    }
}
