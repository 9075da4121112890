package catvton.test

import catvton.Catvton
import catvton.Geometry
import catvton.Image
import catvton.ModelOptions
import catvton.Pipeline
import catvton.TryOnOptions
import catvton.TryOnRequest
import catvton.toBufferedImage
import catvton.toImage

fun Suite.runTests(f: Fixture) {
    test("a try-on has its picture, mask and figures") {
        val result = f.run(2)
        checkEqual(result.image.run { listOf(width, height, channels) }, listOf(64, 96, 3), "picture")
        checkEqual(result.mask!!.run { listOf(width, height, channels) }, listOf(64, 96, 1), "mask")
        checkEqual(result.mask.pixels.toSet(), setOf<Byte>(0, -1), "values of the mask")
        checkEqual(result.seed, 42L)
        check(result.image.pixels.toSet().size > 16) { "the picture is flat" }
        check(result.seconds.denoise > 0 && result.seconds.total >= result.seconds.denoise)
        check(result.peakMemoryBytes > 0)
    }
    test("the same seed gives the same bytes, another seed others") {
        val options = Fixture.options(2)
        val first = f.pipeline.run(f.person, f.cloth, f.mask, options)
        checkEqual(f.pipeline.run(f.person, f.cloth, f.mask, options).image, first.image)
        check(f.pipeline.run(f.person, f.cloth, f.mask, options.copy(seed = 43)).image != first.image)
        val drawn = f.pipeline.run(f.person, f.cloth, f.mask, options.copy(seed = -1))
        check(drawn.seed >= 0)
        checkEqual(f.pipeline.run(f.person, f.cloth, f.mask, options.copy(seed = drawn.seed)).image, drawn.image)
    }
    test("pictures of Java go in and out") {
        val person = f.person.toBufferedImage().toImage()
        val result = f.pipeline.run(person, f.cloth.toBufferedImage().toImage(), f.mask, Fixture.options(1))
        checkEqual(result.image.toBufferedImage().toImage(), f.run(1).image)
    }
    test("every option arrives") {
        val plain = f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(2)).image
        val changes = mapOf<String, TryOnOptions.() -> TryOnOptions>(
            "guidanceScale" to { copy(guidanceScale = 1.0) },
            "eta" to { copy(eta = 0.0) },
            "numInferenceSteps" to { copy(numInferenceSteps = 3) },
            "maskBlur" to { copy(maskBlur = 20) },
            "repaint" to { copy(repaint = true) },
            "width and geometry" to { copy(width = 96, geometry = Geometry.PAD) },
        )
        for ((name, change) in changes) {
            check(f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(2).change()).image != plain) { "$name does nothing" }
        }
    }
    test("a batch gives what its requests give alone") {
        val other = Image(64, 96, 3, f.cloth.pixels.reversedArray())
        val requests = listOf(TryOnRequest(f.person, f.cloth, f.mask), TryOnRequest(f.person, other, f.mask))
        val results = f.pipeline.runBatch(requests, Fixture.options(2))
        checkEqual(results.size, 2)
        checkEqual(results[0].mask, f.run(2).mask, "mask of the first")
        check(results[0].image != results[1].image) { "both requests gave one picture" }
        checkEqual(f.pipeline.runBatch(requests.take(1), Fixture.options(2)).single().image, f.run(2).image, "batch of one")
    }
    test("a mask-free model takes no mask") {
        Pipeline(f.context, ModelOptions(f.path("tiny_mask_free.safetensors"), maskFree = true)).use { pipeline ->
            check(pipeline.isMaskFree)
            val result = pipeline.run(f.person, f.cloth, options = Fixture.options(1))
            checkEqual(result.mask, null)
            checkEqual(result.image.width, 64)
        }
        check(!f.pipeline.isMaskFree)
    }
    test("estimates grow with the batch") {
        val one = f.pipeline.estimate(Fixture.options(1))
        val four = f.pipeline.estimate(Fixture.options(1), batch = 4)
        checkEqual(one.total, one.weights + one.activations)
        checkEqual(four.weights, one.weights)
        check(four.activations > one.activations)
    }
    test("contexts and the library say what they are") {
        val device = f.context.device
        checkEqual(device.kind, "cpu")
        checkEqual(device.threads, 1)
        check(device.name.isNotEmpty() && device.capability.isNotEmpty())
        val memory = f.context.memory()
        check(memory.total > memory.allocated && memory.allocated > 0 && memory.peak >= memory.allocated)
        check(!f.context.isBusy)
        check(Regex("""\d+\.\d+\.\d+""").matches(Catvton.version.catvton))
        checkEqual(Catvton.version.abi, 1)
    }
    test("a pipeline outlives its context") {
        val context = Fixture.context()
        val pipeline = Pipeline(context, ModelOptions(f.path("tiny.safetensors")))
        context.close()
        pipeline.use { checkEqual(it.run(f.person, f.cloth, f.mask, Fixture.options(1)).image, f.run(1).image) }
    }
}
