package catvton.test

import catvton.CancellationToken
import catvton.CancelledException
import catvton.ClothType
import catvton.Control
import catvton.ImageFiles
import catvton.MaskOptions
import catvton.ModelOptions
import catvton.Pipeline
import catvton.ResizeFilter
import catvton.native.CLibrary
import catvton.resize
import com.sun.jna.ptr.IntByReference
import java.io.File

/** Resident memory. The JVM is started with a heap that does not grow, so what grows is native. */
private fun residentMiB(): Long {
    repeat(2) { System.gc() }
    val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
    return line.filter(Char::isDigit).toLong() / 1024
}

/** The library numbers its objects and gives the numbers of freed ones out again: this grows by one for each leaked. */
private fun highestSlot(): Long {
    // More than there are free numbers.
    val tokens = List(1000) { CancellationToken() }
    return tokens.maxOf { token -> token.use { it.withId { id -> id and 0xffffff } } }
}

/** What a hundred calls of [body] leave behind. */
private fun checkFlat(what: String, limitMiB: Long, body: () -> Unit) {
    repeat(20) { body() }
    val (memory, slot) = residentMiB() to highestSlot()
    repeat(100) { body() }
    val grown = residentMiB() - memory
    println("100 $what: resident memory grew by $grown MiB")
    checkEqual(highestSlot() - slot, 0L, "objects left behind")
    check(grown < limitMiB) { "grew by $grown MiB" }
}

fun Suite.memoryTests(f: Fixture) {
    val options = Fixture.options(1).copy(previewEvery = 1)
    // Large, so that a copy that is not freed cannot hide among what allocators keep.
    val person = f.person.resize(768, 1152, ResizeFilter.NEAREST)
    val mask = f.mask.resize(768, 1152, ResizeFilter.NEAREST)

    test("100 try-ons in flat memory") {
        // The copies of person and mask would make 337.
        checkFlat("try-ons", 24) {
            CancellationToken().use { token ->
                f.pipeline.run(person, f.cloth, mask, options, token, { _, _ -> Control.CONTINUE }) { Control.CONTINUE }
            }
        }
    }
    test("100 masks, files and runs that fail in flat memory") {
        val masker = f.masker()
        masker.setCacheBytes(0)
        val maskOptions = MaskOptions(allowNoPerson = true, userAdd = f.mask)
        // The copies, and the picture that is decoded, would make 590.
        checkFlat("masks and failures", 24) {
            checkThrows<CancelledException> {
                f.pipeline.run(person, f.cloth, mask, options.copy(previewEvery = 0)) { Control.CANCEL }
            }
            masker.mask(f.person, ClothType.UPPER, maskOptions)
            ImageFiles.decode(ImageFiles.encode(person))
        }
    }
    test("what is forgotten is freed") {
        val ids = List(10) { makeAndForget(f) }
        fun alive() = ids.count { (context, pipeline) ->
            val out = IntByReference()
            CLibrary.catvton_context_get_busy(context, out) == 0 || CLibrary.catvton_pipeline_get_mask_free(pipeline, out) == 0
        }
        // The cleaner has a thread of its own: what was collected is freed soon after.
        val end = System.nanoTime() + 20_000_000_000
        while (alive() > 0 && System.nanoTime() < end) {
            System.gc()
            Thread.sleep(10)
        }
        checkEqual(alive(), 0, "pairs that nobody freed")
    }
}

/** The ids of a context and a pipeline that nobody closes. */
private fun makeAndForget(f: Fixture): Pair<Long, Long> {
    val context = Fixture.context()
    val pipeline = Pipeline(context, ModelOptions(f.path("tiny.safetensors")))
    return context.withId { it } to pipeline.withId { it }
}
