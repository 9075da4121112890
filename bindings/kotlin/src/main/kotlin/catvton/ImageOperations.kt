package catvton

import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.ImageViewStruct
import catvton.native.makeImage
import com.sun.jna.ptr.LongByReference

/** Filters of [resize]. */
public enum class ResizeFilter { NEAREST, BILINEAR, BICUBIC, LANCZOS }

/** Bit-exact to Pillow. [width] and [height]: 1..16384. */
public fun Image.resize(width: Int, height: Int, filter: ResizeFilter = ResizeFilter.LANCZOS): Image =
    derive { view, out -> CLibrary.catvton_image_resize(view, width, height, filter.ordinal, out) }

/** Centre crop to the target's aspect ratio, then LANCZOS: how the person enters the network. */
public fun Image.resizeAndCrop(width: Int, height: Int): Image =
    derive { view, out -> CLibrary.catvton_image_resize_and_crop(view, width, height, out) }

/** LANCZOS to fit inside, centred on white, RGB: how the cloth enters the network. */
public fun Image.resizeAndPadding(width: Int, height: Int): Image =
    derive { view, out -> CLibrary.catvton_image_resize_and_padding(view, width, height, out) }

/** Pillow's GaussianBlur. [radius]: pixels, 0 or more; 0 copies. */
public fun Image.gaussianBlur(radius: Float): Image =
    derive { view, out -> CLibrary.catvton_image_gaussian_blur(view, radius, out) }

/** Pillow's convert("L"); alpha is dropped. */
public fun Image.toGrey(): Image = derive(CLibrary::catvton_image_to_grey)

internal inline fun Image.derive(crossinline call: (ImageViewStruct, LongByReference) -> Int): Image =
    Arena().use { arena -> makeImage { call(arena.view(this), it) } }
