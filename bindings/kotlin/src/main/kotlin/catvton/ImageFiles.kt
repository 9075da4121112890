package catvton

import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.DecodeOptionsStruct
import catvton.native.EncodeOptionsStruct
import catvton.native.ImageInfoStruct
import catvton.native.cString
import catvton.native.check
import catvton.native.makeHandle
import catvton.native.makeImage
import catvton.native.require
import catvton.native.toC
import com.sun.jna.ptr.LongByReference
import com.sun.jna.ptr.PointerByReference
import java.nio.file.Path

/** JPEG, PNG and WebP are read and written, the others only read. */
public enum class ImageFormat { JPEG, PNG, WEBP, BMP, GIF, TIFF }

/** What becomes of transparency. */
public enum class Alpha {
    /** Composed over white: for photos. */
    OVER_WHITE,

    /** Dropped: for masks. */
    IGNORE,
}

/**
 * How a picture file is read. The defaults are the library's.
 *
 * @property channels of the result: 1, 3 or 4
 * @property alpha unused when [channels] is 4
 * @property applyOrientation turn and mirror as the EXIF orientation says
 * @property maxPixels declared width x height, checked before any allocation
 * @property maxBytes of the file
 */
public data class DecodeOptions(
    val channels: Int = defaults.channels,
    val alpha: Alpha = Alpha.entries[defaults.alpha],
    val applyOrientation: Boolean = defaults.apply_orientation != 0,
    val maxPixels: Long = defaults.max_pixels,
    val maxBytes: Long = defaults.max_bytes,
) {
    internal fun toC(): DecodeOptionsStruct {
        require(maxPixels >= 0 && maxBytes >= 0) { "maxPixels and maxBytes must not be negative" }
        val values = this
        return DecodeOptionsStruct().apply {
            channels = values.channels
            alpha = values.alpha.ordinal
            apply_orientation = values.applyOrientation.toC()
            max_pixels = values.maxPixels
            max_bytes = values.maxBytes
        }
    }

    private companion object {
        val defaults by lazy {
            DecodeOptionsStruct().also { check(CLibrary.catvton_decode_options_init(it, it.size())) }
        }
    }
}

/**
 * What a file says about its picture, before orientation and options are applied.
 *
 * @property channels 1 grey, 2 grey and alpha, 3 colour or palette, 4 RGBA or CMYK
 * @property bits of a sample, 1..16
 * @property orientation EXIF, 1..8
 */
public data class ImageInfo(
    val format: ImageFormat,
    val width: Int,
    val height: Int,
    val channels: Int,
    val bits: Int,
    val orientation: Int,
    val hasAlpha: Boolean,
    val isAnimated: Boolean,
)

/** Pictures from and to files. All functions may be called from any thread. */
public object ImageFiles {
    /**
     * Decodes a file in memory; its kind is told by the content.
     *
     * @throws InvalidImageException damaged
     * @throws UnsupportedFormatException no picture of a known kind
     * @throws TooLargeException beyond the limits of [options]
     */
    public fun decode(file: ByteArray, options: DecodeOptions = DecodeOptions()): Image =
        makeImage { CLibrary.catvton_image_decode(file, file.size.toLong(), options.toC(), it) }

    /** Decodes the file at [path]. Throws as [decode], and [NotFoundException] and [IoException]. */
    public fun load(path: Path, options: DecodeOptions = DecodeOptions()): Image =
        makeImage { CLibrary.catvton_image_load(cString(path.toString(), "path"), options.toC(), it) }

    /** Checks the structure of a file and reads its header. Throws as [decode]. */
    public fun probe(file: ByteArray, options: DecodeOptions = DecodeOptions()): ImageInfo =
        info { CLibrary.catvton_probe_image(file, file.size.toLong(), options.toC(), it) }

    /** Checks the file at [path] and reads its header. Throws as [load]. */
    public fun probe(path: Path, options: DecodeOptions = DecodeOptions()): ImageInfo =
        info { CLibrary.catvton_probe_image_file(cString(path.toString(), "path"), options.toC(), it) }

    /**
     * The bytes of a picture file.
     *
     * @param format JPEG (which refuses RGBA), PNG or WebP
     * @param quality 1..100 for JPEG and WebP; null is the library's default
     */
    public fun encode(image: Image, format: ImageFormat = ImageFormat.PNG, quality: Int? = null): ByteArray {
        val options = EncodeOptionsStruct().also { check(CLibrary.catvton_encode_options_init(it, it.size())) }
        options.format = format.ordinal
        if (quality != null) options.quality = quality
        val handle = Arena().use { arena ->
            makeHandle { CLibrary.catvton_image_encode(arena.view(image), options, it) }
        }
        try {
            val data = PointerByReference()
            val size = LongByReference()
            check(CLibrary.catvton_bytes_get(handle, data, size))
            return data.value.getByteArray(0, Math.toIntExact(size.value))
        } finally {
            CLibrary.catvton_bytes_free(handle)
        }
    }

    /**
     * Writes by the extension of [path] (.png .jpg .jpeg .webp). The file appears whole or not at all.
     *
     * @param quality 1..100; null is the library's default
     */
    public fun save(image: Image, path: Path, quality: Int? = null) {
        val used = quality ?: EncodeOptionsStruct().also { check(CLibrary.catvton_encode_options_init(it, it.size())) }.quality
        Arena().use { check(CLibrary.catvton_image_save(it.view(image), cString(path.toString(), "path"), used)) }
    }

    private fun info(call: (ImageInfoStruct) -> Int): ImageInfo {
        val c = ImageInfoStruct()
        check(call(c))
        return ImageInfo(
            ImageFormat.entries[c.format], c.width, c.height, c.channels, c.bits, c.orientation, c.alpha != 0, c.animated != 0,
        )
    }
}
