package catvton

import java.awt.image.BufferedImage
import java.awt.image.DataBufferByte

/**
 * The pixels as the library takes them: grey pictures have 1 channel, pictures with transparency 4 (RGBA, not
 * premultiplied), all others 3 (RGB).
 */
public fun BufferedImage.toImage(): Image = when {
    // getRGB() would convert from linear grey to sRGB, which changes the values.
    type == BufferedImage.TYPE_BYTE_GRAY -> greyImage { it }
    type == BufferedImage.TYPE_USHORT_GRAY -> greyImage { it ushr 8 }
    colorModel.hasAlpha() -> colourImage(4)
    else -> colourImage(3)
}

/** A copy as `TYPE_BYTE_GRAY`, `TYPE_INT_RGB` or `TYPE_INT_ARGB`, by the number of channels. */
public fun Image.toBufferedImage(): BufferedImage {
    if (channels == 1) {
        val grey = BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY)
        pixels.copyInto((grey.raster.dataBuffer as DataBufferByte).data)
        return grey
    }
    val type = if (channels == 4) BufferedImage.TYPE_INT_ARGB else BufferedImage.TYPE_INT_RGB
    val colours = IntArray(width * height) { i ->
        val at = i * channels
        val alpha = if (channels == 4) byte(at + 3) else 255
        (alpha shl 24) or (byte(at) shl 16) or (byte(at + 1) shl 8) or byte(at + 2)
    }
    return BufferedImage(width, height, type).also { it.setRGB(0, 0, width, height, colours, 0, width) }
}

private fun Image.byte(index: Int) = pixels[index].toInt() and 255

private inline fun BufferedImage.greyImage(value: (Int) -> Int): Image {
    val samples = raster.getSamples(0, 0, width, height, 0, null as IntArray?)
    return Image(width, height, 1, ByteArray(samples.size) { value(samples[it]).toByte() })
}

private fun BufferedImage.colourImage(channels: Int): Image {
    val colours = getRGB(0, 0, width, height, null, 0, width)
    val pixels = ByteArray(colours.size * channels)
    colours.forEachIndexed { i, colour ->
        val at = i * channels
        pixels[at] = (colour shr 16).toByte()
        pixels[at + 1] = (colour shr 8).toByte()
        pixels[at + 2] = colour.toByte()
        if (channels == 4) pixels[at + 3] = (colour ushr 24).toByte()
    }
    return Image(width, height, channels, pixels)
}
