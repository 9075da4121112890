package catvton.test

import catvton.ClothType
import catvton.MaskFit
import catvton.MaskOptions
import catvton.Masks
import catvton.Pipeline
import java.nio.file.Files

fun Suite.maskTests(f: Fixture) {
    val options = Fixture.options(1).copy(width = 64, height = 96)
    val masker = f.masker()

    test("a masker gives the mask and the maps it was made of") {
        val result = masker.mask(f.person, ClothType.UPPER, MaskOptions(allowNoPerson = true))
        for (map in listOf(result.mask, result.densepose, result.atr, result.lip)) {
            checkEqual(map.run { listOf(width, height, channels) }, listOf(64, 96, 1), "map")
        }
        check(result.person < result.people.size)
        check(result.densepose.pixels.all { it in 0..24 } && result.atr.pixels.all { it in 0..17 } && result.lip.pixels.all { it in 0..19 })
        val again = masker.mask(f.person, ClothType.UPPER, MaskOptions(allowNoPerson = true))
        check(again.fromCache && !result.fromCache)
        checkEqual(again.mask, result.mask)
        val assembled = Masks.assemble(result.densepose, result.atr, result.lip, ClothType.UPPER)
        checkEqual(assembled, result.mask, "assembled from the maps")
    }
    test("every option of a mask arrives") {
        val all = Fixture.grey(64, 96, 255)
        val base = MaskOptions(allowNoPerson = true)
        fun mask(options: MaskOptions) = masker.mask(f.person, ClothType.UPPER, options).mask
        check(mask(base.copy(userAdd = all)).pixels.all { it == (-1).toByte() }) { "userAdd" }
        check(mask(base.copy(userSubtract = all)).pixels.all { it == 0.toByte() }) { "userSubtract" }
        check(!masker.mask(f.person, ClothType.UPPER, base.copy(useCache = false)).fromCache) { "useCache" }
        val part = MaskOptions(userAdd = f.mask, fit = MaskFit.TIGHT, allowNoPerson = true)
        check(mask(part.copy(grow = 5)) != mask(part)) { "grow" }
        check(mask(part.copy(feather = 5)).pixels.toSet().size > 2) { "feather" }
    }
    test("the cache is turned off, and networks come back after unloading") {
        masker.setCacheBytes(0)
        check(!masker.mask(f.person, ClothType.LOWER, MaskOptions(allowNoPerson = true)).fromCache)
        masker.unload()
        val result = masker.mask(f.person, ClothType.LOWER, MaskOptions(allowNoPerson = true))
        check(result.seconds.load > 0) { "nothing was loaded" }
        masker.load()
    }
    test("a try-on with a masker has its maps, and repaints the mask") {
        val maskOptions = MaskOptions(allowNoPerson = true)
        val fitted = Pipeline.fittedPerson(f.person, options)
        val result = f.pipeline.run(f.person, f.cloth, masker, ClothType.UPPER, options, maskOptions)
        checkEqual(result.masked!!.mask, masker.mask(fitted, ClothType.UPPER, maskOptions).mask)
        checkEqual(result.masked.mask, result.mask)
    }
    test("masks are shown, and label maps kept in files") {
        checkEqual(Masks.overlay(f.person, f.mask).channels, 3)
        val grey = Masks.maskedPerson(f.person, f.mask)
        val inside = f.mask.pixels.indexOfFirst { it == (-1).toByte() } * 3
        checkEqual(grey.pixels.slice(inside..inside + 2).toSet().size, 1, "different values in a grey pixel")
        val labels = Fixture.grey(64, 96, 5)
        check(Masks.palette(labels).channels == 3)
        val path = Files.createTempFile("labels", ".png")
        try {
            Masks.saveLabelMap(labels, path)
            checkEqual(Masks.loadLabelMap(path), labels)
        } finally {
            Files.delete(path)
        }
    }
}
