package catvton.test

import catvton.CancellationToken
import catvton.CancelledException
import catvton.ClothType
import catvton.Control
import catvton.MaskOptions
import java.io.File

/** Resident memory. The JVM is started with a heap that does not grow, so what grows is native. */
private fun residentKiB(): Long {
    repeat(2) { System.gc() }
    val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
    return line.filter(Char::isDigit).toLong()
}

/**
 * What [body] adds, in KiB, in the second quietest of ten windows of ten calls. Allocators and the JVM's compiler take
 * and give back memory now and then; a leak takes it in every window.
 */
private fun growth(what: String, body: () -> Unit): Long {
    repeat(10) { body() }
    val levels = List(11) { window ->
        if (window > 0) repeat(10) { body() }
        residentKiB()
    }
    val steps = levels.zipWithNext { a, b -> b - a }
    println("$what: resident memory grew by $steps KiB")
    return steps.sorted()[1]
}

fun Suite.memoryTests(f: Fixture) {
    val options = Fixture.options(1)

    test("100 try-ons in flat memory") {
        val previews = options.copy(previewEvery = 1)
        val grown = growth("100 try-ons") {
            CancellationToken().use { token ->
                f.pipeline.run(f.person, f.cloth, f.mask, previews, token, { _, _ -> Control.CONTINUE }) { Control.CONTINUE }
            }
        }
        // Results that are not freed, picture and mask, would make 240, the copies of the inputs 420.
        check(grown < 120) { "nearly every window grew, by at least $grown KiB" }
    }
    test("masks and runs that fail in flat memory") {
        val masker = f.masker()
        masker.setCacheBytes(0)
        val mask = MaskOptions(allowNoPerson = true, userAdd = f.mask)
        val grown = growth("100 masks and failures") {
            checkThrows<CancelledException> { f.pipeline.run(f.person, f.cloth, f.mask, options) { Control.CANCEL } }
            masker.mask(f.person, ClothType.UPPER, mask)
        }
        // Maps that are not freed would make 240.
        check(grown < 120) { "nearly every window grew, by at least $grown KiB" }
    }
}
