package catvton

import catvton.native.require

/**
 * An 8-bit picture: [pixels] hold the rows from top to bottom, channels interleaved (HWC). 1 channel is grey, 3 are RGB,
 * 4 are RGBA. The array is used as it is, without a copy; do not change it while a call with it runs.
 *
 * @property width pixels, 1..16384
 * @property height pixels, 1..16384
 * @property channels 1, 3 or 4
 * @throws InvalidArgumentException when a number is out of range or [pixels] is not width x height x channels bytes long
 */
public class Image(
    public val width: Int,
    public val height: Int,
    public val channels: Int,
    public val pixels: ByteArray,
) {
    init {
        require(width in 1..MAX_SIDE && height in 1..MAX_SIDE) {
            "an image is 1 to $MAX_SIDE pixels wide and high, not $width x $height"
        }
        require(channels == 1 || channels == 3 || channels == 4) { "an image has 1, 3 or 4 channels, not $channels" }
        val wanted = width.toLong() * height * channels
        require(pixels.size.toLong() == wanted) {
            "an image of $width x $height x $channels needs $wanted bytes, not ${pixels.size}"
        }
    }

    /** Equal sizes and bytes. */
    override fun equals(other: Any?): Boolean = other is Image && width == other.width && height == other.height &&
        channels == other.channels && pixels.contentEquals(other.pixels)

    override fun hashCode(): Int = ((width * 31 + height) * 31 + channels) * 31 + pixels.contentHashCode()

    override fun toString(): String = "Image($width x $height x $channels)"

    private companion object {
        const val MAX_SIDE = 16384
    }
}
