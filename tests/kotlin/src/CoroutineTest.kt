package catvton.test

import catvton.CancelledException
import catvton.ClothType
import catvton.Control
import catvton.MaskOptions
import catvton.Models
import catvton.maskSuspending
import catvton.pullSuspending
import catvton.runSuspending
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull

fun Suite.coroutineTests(f: Fixture) {
    val wanted = f.run(2)

    test("coroutines get their pictures without blocking each other's thread") {
        runBlocking {
            // All on this one thread: a blocking run would let the second start only after the first.
            val started = List(2) { CompletableDeferred<Unit>() }
            val results = started.map { mine ->
                async {
                    mine.complete(Unit)
                    started.forEach { it.await() }
                    f.pipeline.runSuspending(f.person, f.cloth, f.mask, Fixture.options(2))
                }
            }.awaitAll()
            for (result in results) checkEqual(result.image, wanted.image)
            f.masker().use { masker ->
                val options = MaskOptions(allowNoPerson = true)
                checkEqual(masker.maskSuspending(f.person, ClothType.UPPER, options).mask, masker.mask(f.person, ClothType.UPPER, options).mask)
                val result = f.pipeline.runSuspending(f.person, f.cloth, masker, ClothType.UPPER, Fixture.options(1), options)
                check(result.masked != null)
            }
        }
    }
    test("a model that is there needs no download") {
        runBlocking { checkEqual(Models.pullSuspending("mini"), Models.find("mini")) }
    }
    test("cancelling the coroutine stops the run, and waits for its end") {
        runBlocking {
            val running = CompletableDeferred<Unit>()
            var thrown: Throwable? = null
            val job = launch(Dispatchers.Default) {
                try {
                    f.pipeline.runSuspending(f.person, f.cloth, f.mask, Fixture.options(999)) { running.complete(Unit); Control.CONTINUE }
                } catch (error: Throwable) {
                    thrown = error
                    throw error
                }
            }
            running.await()
            job.cancelAndJoin()
            check(!f.context.isBusy) { "the run goes on behind the coroutine" }
            check(thrown is CancellationException) { "threw $thrown" }
            checkEqual(withTimeoutOrNull(20) { f.pipeline.runSuspending(f.person, f.cloth, f.mask, Fixture.options(999)) }, null)
        }
    }
    test("a callback that cancels or throws is an error, not the coroutine's cancellation") {
        runBlocking {
            checkThrows<CancelledException> {
                f.pipeline.runSuspending(f.person, f.cloth, f.mask, Fixture.options(5)) { Control.CANCEL }
            }
            checkThrows<IllegalStateException>("own") {
                f.pipeline.runSuspending(f.person, f.cloth, f.mask, Fixture.options(5)) { error("own") }
            }
        }
    }
}
