package catvton.test

import catvton.BusyException
import catvton.CancellationToken
import catvton.CancelledException
import catvton.Control
import catvton.DeadlineExceededException
import catvton.Image
import catvton.InvalidStateException
import catvton.LockPolicy
import catvton.Progress
import catvton.Stage
import kotlin.concurrent.thread

private class Own(message: String) : Exception(message)

fun Suite.callbackTests(f: Fixture) {
    test("progress names every stage and step, on the calling thread") {
        val seen = ArrayList<Progress>()
        val threads = HashSet<Thread>()
        f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(3)) {
            seen += it
            threads += Thread.currentThread()
            Control.CONTINUE
        }
        checkEqual(threads, setOf(Thread.currentThread()))
        checkEqual(seen.filter { it.stage == Stage.DENOISE }.map { it.step }.distinct().filter { it > 0 }, listOf(1, 2, 3), "steps")
        check(seen.map { it.stage }.containsAll(listOf(Stage.PREPARE, Stage.ENCODE, Stage.DENOISE, Stage.DECODE)))
        check(seen.all { it.steps == 3 })
        checkEqual(seen.map { it.seconds }.sorted(), seen.map { it.seconds }, "times")
    }
    test("previews are pictures of the result's size") {
        val previews = ArrayList<Pair<Image, Int>>()
        val options = Fixture.options(4).copy(previewEvery = 2)
        f.pipeline.run(f.person, f.cloth, f.mask, options, preview = { image, step -> previews += image to step; Control.CONTINUE })
        checkEqual(previews.map { it.second }, listOf(2, 4), "steps of the previews")
        check(previews.all { (image, _) -> image.width == 64 && image.height == 96 && image.channels == 3 })
        check(previews[0].first != previews[1].first)
    }
    test("a callback cancels") {
        var calls = 0
        checkThrows<CancelledException> {
            f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(50)) {
                calls++
                if (it.step == 2) Control.CANCEL else Control.CONTINUE
            }
        }
        check(calls < 10) { "went on after the cancellation: $calls calls" }
        val options = Fixture.options(50).copy(previewEvery = 1)
        checkThrows<CancelledException> { f.pipeline.run(f.person, f.cloth, f.mask, options, preview = { _, _ -> Control.CANCEL }) }
    }
    test("what a callback throws comes out as it is, and the pipeline goes on") {
        val own = Own("from progress")
        check(checkThrows<Own> { f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(5)) { throw own } } === own)
        val options = Fixture.options(5).copy(previewEvery = 1)
        checkThrows<Own>("preview") { f.pipeline.run(f.person, f.cloth, f.mask, options, preview = { _, _ -> throw Own("preview") }) }
        checkThrows<StackOverflowError> { f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(5)) { throw StackOverflowError() } }
        f.run(1)
    }
    test("a callback that starts another run is refused") {
        checkThrows<InvalidStateException> {
            f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(2)) {
                f.run(1)
                Control.CONTINUE
            }
        }
        f.run(1)
    }
    test("a token stops a run from another thread, until it is reset") {
        CancellationToken().use { token ->
            check(!token.isCancelled)
            var canceller: Thread? = null
            checkThrows<CancelledException> {
                f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(999), token) {
                    if (canceller == null) canceller = thread { token.cancel() }
                    Control.CONTINUE
                }
            }
            canceller!!.join()
            check(token.isCancelled)
            checkThrows<CancelledException> { f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(1), token) }
            token.reset()
            f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(1), token)
        }
    }
    test("a deadline ends a run") {
        checkThrows<DeadlineExceededException> {
            f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(999).copy(deadlineSeconds = 0.05))
        }
    }
    test("a taken context is refused at once, or after a while") {
        var other: Thread? = null
        val errors = ArrayList<Throwable?>()
        f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(2)) {
            if (other == null) {
                check(f.context.isBusy)
                other = thread {
                    for (policy in listOf(LockPolicy.REJECT, LockPolicy.TIMEOUT)) {
                        val options = Fixture.options(1).copy(lockPolicy = policy, lockTimeoutSeconds = 0.01)
                        errors += runCatching { f.pipeline.run(f.person, f.cloth, f.mask, options) }.exceptionOrNull()
                    }
                }.apply { join() }
            }
            Control.CONTINUE
        }
        checkEqual(errors.map { it?.javaClass }, listOf<Class<*>?>(BusyException::class.java, BusyException::class.java))
    }
}
