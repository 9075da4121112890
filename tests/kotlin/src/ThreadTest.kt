package catvton.test

import catvton.CancellationToken
import catvton.CancelledException
import catvton.Control
import catvton.InvalidStateException
import catvton.ModelOptions
import catvton.Pipeline
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors

private const val THREADS = 8

/** Runs [body] on eight threads that start together; throws what one throws. */
private fun together(body: (Int) -> Unit) {
    val start = CountDownLatch(1)
    val pool = Executors.newFixedThreadPool(THREADS)
    try {
        val futures = List(THREADS) { i -> pool.submit(Callable { start.await(); body(i) }) }
        start.countDown()
        futures.forEach { it.get() }
    } finally {
        pool.shutdown()
    }
}

fun Suite.threadTests(f: Fixture) {
    val wanted = f.run(2).image

    test("eight threads on one pipeline get the same picture") {
        together { repeat(5) { checkEqual(f.run(2).image, wanted) } }
    }
    test("eight threads make, run, cancel and close what is their own") {
        together { number ->
            repeat(3) { round ->
                val pipeline = Pipeline(f.context, ModelOptions(f.path("tiny.safetensors")))
                val token = CancellationToken()
                pipeline.use {
                    token.use {
                        if ((number + round) % 2 == 0) {
                            checkThrows<CancelledException> {
                                pipeline.run(f.person, f.cloth, f.mask, Fixture.options(50), token) { token.cancel(); Control.CONTINUE }
                            }
                        } else {
                            checkEqual(pipeline.run(f.person, f.cloth, f.mask, Fixture.options(2), token).image, wanted)
                        }
                    }
                }
            }
        }
    }
    test("callbacks reach the run they belong to") {
        together { number ->
            val steps = ArrayList<Int>()
            f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(number + 1)) { steps += it.steps; Control.CONTINUE }
            checkEqual(steps.toSet(), setOf(number + 1))
        }
    }
    test("a pipeline that is closed while it runs ends its runs first") {
        val pipeline = Pipeline(f.context, ModelOptions(f.path("tiny.safetensors")))
        together { number ->
            val result = runCatching { pipeline.run(f.person, f.cloth, f.mask, Fixture.options(2)) }
            if (number == 0) pipeline.close()
            result.onSuccess { checkEqual(it.image, wanted) }.onFailure { check(it is InvalidStateException || it is catvton.InvalidArgumentException) { "$it" } }
        }
        check(pipeline.isClosed)
    }
}
