package catvton

import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.cString
import catvton.native.check
import catvton.native.makeImage
import java.nio.file.Path

/** Masks and label maps without a model. All functions may be called from any thread. */
public object Masks {
    /** The mask from label maps made elsewhere, all grey and of one size. */
    public fun assemble(
        densepose: Image,
        atr: Image,
        lip: Image,
        clothType: ClothType,
        options: MaskOptions = MaskOptions(),
    ): Image = Arena().use { arena ->
        val c = options.toC(arena)
        makeImage {
            CLibrary.catvton_assemble_mask(arena.view(densepose), arena.view(atr), arena.view(lip), clothType.ordinal, c, it)
        }
    }

    /** A label map in the colours of the data sets, RGB. */
    public fun palette(labels: Image): Image = labels.derive(CLibrary::catvton_palette_image)

    /** The person with the mask in translucent red and outlined, RGB. The sizes must be equal. */
    public fun overlay(person: Image, mask: Image): Image = Arena().use { arena ->
        makeImage { CLibrary.catvton_overlay(arena.view(person), arena.view(mask), it) }
    }

    /** The person with the masked pixels grey, RGB: what the network sees of the person. */
    public fun maskedPerson(person: Image, mask: Image): Image = Arena().use { arena ->
        makeImage { CLibrary.catvton_masked_person(arena.view(person), arena.view(mask), it) }
    }

    /** A label map from a PNG, grey or palette. Throws as [ImageFiles.load]. */
    public fun loadLabelMap(path: Path): Image =
        makeImage { CLibrary.catvton_load_label_map(cString(path.toString(), "path"), it) }

    /** Writes a label map as a palette PNG, which [loadLabelMap] reads back. Throws [IoException]. */
    public fun saveLabelMap(labels: Image, path: Path): Unit = Arena().use { arena ->
        check(CLibrary.catvton_save_label_map(arena.view(labels), cString(path.toString(), "path")))
    }
}
