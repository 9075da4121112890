package catvton.test

import catvton.AutoMasker
import catvton.CancellationToken
import catvton.CatvtonException
import catvton.ClothType
import catvton.DeviceOptions
import catvton.ErrorCode
import catvton.GpuContext
import catvton.Handle
import catvton.Image
import catvton.InternalException
import catvton.InvalidArgumentException
import catvton.InvalidStateException
import catvton.MaskOptions
import catvton.ModelOptions
import catvton.NoPersonException
import catvton.NotFoundException
import catvton.Pipeline
import catvton.TryOnOptions
import catvton.TryOnRequest

fun Suite.errorTests(f: Fixture) {
    fun run(change: TryOnOptions.() -> TryOnOptions) = f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(1).change())

    test("each status has its class, and its meaning for servers and programs") {
        for (code in ErrorCode.entries) {
            val error = CatvtonException.of(code.status, "message")
            checkEqual(error.code, code)
            val words = code.name.lowercase().split('_').joinToString("") { it.replaceFirstChar(Char::uppercase) }
            checkEqual(error.javaClass.simpleName, words + "Exception")
            check(code.httpStatus in 400..599 && code.exitStatus > 0) { "$code" }
        }
        check(ErrorCode.BUSY.isRetryable && !ErrorCode.INVALID_ARGUMENT.isRetryable)
        checkEqual(ErrorCode.BUSY.httpStatus, 503)
        check(CatvtonException.of(99, "") is InternalException)
    }
    test("options out of their range are refused, and the message says which") {
        checkThrows<InvalidArgumentException>("width") { run { copy(width = 63) } }
        checkThrows<InvalidArgumentException>("height") { run { copy(height = 2056) } }
        checkThrows<InvalidArgumentException>("num_inference_steps") { run { copy(numInferenceSteps = 0) } }
        checkThrows<InvalidArgumentException>("guidance_scale") { run { copy(guidanceScale = Double.NaN) } }
        checkThrows<InvalidArgumentException>("seed") { run { copy(seed = -2) } }
        checkThrows<InvalidArgumentException>("eta") { run { copy(eta = 1.5) } }
        checkThrows<InvalidArgumentException>("mask_blur") { run { copy(maskBlur = 257) } }
        checkThrows<InvalidArgumentException>("deadline") { run { copy(deadlineSeconds = -1.0) } }
        checkThrows<InvalidArgumentException>("lock_timeout") { run { copy(lockTimeoutSeconds = -1.0) } }
        checkThrows<InvalidArgumentException>("preview_every") { run { copy(previewEvery = -1) } }
        checkThrows<InvalidArgumentException> { f.pipeline.estimate(batch = 65) }
        checkThrows<InvalidArgumentException>("grow") { f.masker().mask(f.person, ClothType.UPPER, MaskOptions(grow = 2000)) }
        checkThrows<InvalidArgumentException> { GpuContext(DeviceOptions("cpu", threads = -1)) }
    }
    test("pictures that do not fit are refused") {
        val options = Fixture.options(1)
        checkThrows<InvalidArgumentException>("mask") { f.pipeline.run(f.person, f.cloth, Fixture.grey(64, 95), options) }
        checkThrows<InvalidArgumentException>("mask") { f.pipeline.run(f.person, f.cloth, null, options) }
        checkThrows<InvalidArgumentException> { f.masker().mask(Image(8, 8, 3, ByteArray(192)), ClothType.UPPER) }
        checkThrows<InvalidArgumentException>("at least one") { f.pipeline.runBatch(emptyList(), options) }
        val many = List(65) { TryOnRequest(f.person, f.cloth, f.mask) }
        checkThrows<InvalidArgumentException>("64") { f.pipeline.runBatch(many, options) }
        checkThrows<InvalidArgumentException> { f.pipeline.runBatch(listOf(TryOnRequest(f.person, f.cloth)), options) }
    }
    test("unknown names are not found") {
        checkThrows<NotFoundException> { Pipeline(f.context, ModelOptions("no-such-model")) }
        checkThrows<NotFoundException>("cuda:77") { GpuContext(DeviceOptions("cuda:77")) }
        checkThrows<InvalidArgumentException>("toaster") { GpuContext(DeviceOptions("toaster")) }
        checkThrows<NotFoundException> { AutoMasker(f.context, ModelOptions(resumePath = "/none")).use(AutoMasker::load) }
        checkThrows<InvalidArgumentException>("NUL") { Pipeline(f.context, ModelOptions("mini\u0000x")) }
    }
    test("nobody in the photo is an error") {
        val room = Image(192, 256, 3, ByteArray(192 * 256 * 3) { 215.toByte() })
        AutoMasker(f.context, ModelOptions("mini")).use { checkThrows<NoPersonException> { it.mask(room, ClothType.UPPER) } }
    }
    test("whatever is closed says so, whoever asks, and closes again without a word") {
        val context = Fixture.context()
        val pipeline = Pipeline(context, ModelOptions(f.path("tiny.safetensors")))
        val masker = f.masker(context)
        val token = CancellationToken()
        val handles = listOf<Handle>(context, pipeline, masker, token)
        for (handle in handles) {
            check(!handle.isClosed)
            handle.close()
            handle.close()
            check(handle.isClosed)
        }
        val calls = listOf<Pair<String, () -> Unit>>(
            "GpuContext" to { context.memory() },
            "GpuContext" to { context.device },
            "GpuContext" to { Pipeline(context, ModelOptions("mini")) },
            "GpuContext" to { AutoMasker(context, ModelOptions("mini")) },
            "Pipeline" to { pipeline.run(f.person, f.cloth, f.mask, Fixture.options(1)) },
            "Pipeline" to { pipeline.estimate(Fixture.options(1)) },
            "Pipeline" to { pipeline.defaultOptions },
            "AutoMasker" to { masker.mask(f.person, ClothType.UPPER) },
            "AutoMasker" to { masker.unload() },
            "AutoMasker" to { f.pipeline.run(f.person, f.cloth, masker, ClothType.UPPER, Fixture.options(1)) },
            "CancellationToken" to { token.cancel() },
            "CancellationToken" to { f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(1), token) },
        )
        for ((name, call) in calls) checkThrows<InvalidStateException>("this $name is closed") { call() }
    }
    test("after all these errors the pipeline works") { checkEqual(f.run(1).image, f.run(1).image) }
}
