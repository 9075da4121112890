package catvton.test

import catvton.CancelledException
import catvton.Control
import catvton.Log
import catvton.LogLevel
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.system.exitProcess

private const val EXIT_STATUS = 7
private const val CANCELLED = "cancelled"

/** Ways to end a JVM that has not closed anything. */
private val ways: Map<String, (Fixture) -> Unit> = mapOf(
    "the end of main, everything open" to { f ->
        f.masker()
        f.run(1)
    },
    "in the progress callback" to { f ->
        f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(5)) { exitProcess(EXIT_STATUS) }
    },
    "in the progress callback of another thread" to { f ->
        thread { f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(5)) { exitProcess(EXIT_STATUS) } }.join()
    },
    "in the log sink" to { _ ->
        Log.setSink(LogLevel.DEBUG) { _, _ -> exitProcess(EXIT_STATUS) }
        logSomething()
    },
    "while eight threads run" to { f ->
        startRuns(f, isDaemon = false)
        exitProcess(EXIT_STATUS)
    },
    "the end of main while daemons run" to { f -> startRuns(f, isDaemon = true) },
)

/** Runs that go on until the JVM ends; returns when they compute. */
private fun startRuns(f: Fixture, isDaemon: Boolean) {
    val running = CountDownLatch(3)
    val threads = List(8) {
        thread(isDaemon = isDaemon) {
            while (true) {
                f.pipeline.run(f.person, f.cloth, f.mask, Fixture.options(50)) { running.countDown(); Control.CONTINUE }
            }
        }
    }
    running.await()
    // The JVM ends when its hooks have: this one lets every thread say how its run ended.
    Runtime.getRuntime().addShutdownHook(Thread { threads.forEach(Thread::join) })
}

/** Arguments: the folder of the models and one of [ways]. */
object ExitProgram {
    @JvmStatic
    fun main(arguments: Array<String>) {
        Thread.setDefaultUncaughtExceptionHandler { _, error ->
            // The exit cancels what runs; nothing else may go wrong.
            if (error is CancelledException) println(CANCELLED) else error.printStackTrace()
        }
        ways.getValue(arguments[1])(Fixture(Path.of(arguments[0])))
    }
}

fun Suite.exitTests(models: String) {
    val java = ProcessHandle.current().info().command().get()
    val library = "-Djna.library.path=" + System.getProperty("jna.library.path")
    for ((way, _) in ways) {
        test("the JVM ends without a crash: $way") {
            repeat(3) {
                val command = listOf(
                    java, "-Xmx256m", "-XX:ErrorFile=/dev/stderr", library, "-cp", System.getProperty("java.class.path"),
                    ExitProgram::class.java.name, models, way,
                )
                val process = ProcessBuilder(command).redirectErrorStream(true).start()
                // What it prints fits in the pipe: it can be read afterwards.
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly()
                    throw AssertionError("does not end")
                }
                val output = process.inputStream.bufferedReader().readText()
                checkEqual(process.exitValue(), if (way.startsWith("the end of main")) 0 else EXIT_STATUS, "status ($output)")
                checkEqual(output.replace(CANCELLED + "\n", ""), "", "output")
                // All eight: those that wait for the lock are next.
                if ("run" in way) checkEqual(output.lines().count { it == CANCELLED }, 8, "runs that the exit cancelled")
            }
        }
    }
}
