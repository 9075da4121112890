package catvton.bench

import catvton.Control
import catvton.Progress
import catvton.test.Fixture
import java.nio.file.Path

/**
 * Arguments: the folder that write_models wrote, and the number of calls (30). As bench_calls.cpp, through Kotlin: the
 * time of a call less the seconds that its result reports. The copies of three pictures in and two out are part of it.
 */
fun main(arguments: Array<String>) {
    val fixture = Fixture(Path.of(arguments[0]))
    val calls = arguments.getOrElse(1) { "30" }.toInt()

    fun call(progress: ((Progress) -> Control)?): Double {
        val start = System.nanoTime()
        val result = fixture.pipeline.run(fixture.person, fixture.cloth, fixture.mask, Fixture.options(1), progress = progress)
        return (System.nanoTime() - start) / 1e9 - result.seconds.total
    }

    val plain = ArrayList<Double>()
    val withProgress = ArrayList<Double>()
    // The JVM compiles what runs often; the first calls say nothing about a server.
    for (i in -5 until calls) {
        val times = call(null) to call { Control.CONTINUE }
        if (i < 0) continue
        plain += times.first
        withProgress += times.second
    }
    report("Kotlin", plain)
    report("Kotlin, with progress", withProgress)
}

private fun report(name: String, seconds: List<Double>) {
    val sorted = seconds.sorted().map { it * 1e6 }
    println("%-22s median %8.1f us   90 %% below %8.1f us".format(name, sorted[sorted.size / 2], sorted[sorted.size * 9 / 10]))
}
