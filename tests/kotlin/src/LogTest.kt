package catvton.test

import catvton.DeviceOptions
import catvton.GpuContext
import catvton.Log
import catvton.LogLevel
import catvton.Precision

/** A CPU does not compute in half precision, and says so. */
fun logSomething() = GpuContext(DeviceOptions("cpu", Precision.FP16, threads = 1)).close()

fun Suite.logTests() {

    test("the sink is given messages of its level, until it is taken away") {
        val seen = ArrayList<Pair<LogLevel, String>>()
        Log.setSink(LogLevel.DEBUG) { level, message -> seen += level to message }
        logSomething()
        System.gc()
        logSomething()
        val count = seen.size
        check(count == 2 && seen.all { (level, message) -> level == LogLevel.INFO && "fp32" in message }) { "$seen" }
        Log.setSink(LogLevel.ERROR) { level, message -> seen += level to message }
        logSomething()
        checkEqual(seen.size, count, "messages below the level")
        Log.setSink(sink = null)
        logSomething()
        checkEqual(seen.size, count, "messages without a sink")
    }
    test("a sink that throws harms nobody but itself") {
        val thread = Thread.currentThread()
        val caught = ArrayList<Throwable>()
        thread.setUncaughtExceptionHandler { _, error -> caught += error }
        Log.setSink(LogLevel.DEBUG) { _, _ -> throw IllegalStateException("from the sink") }
        try {
            logSomething()
        } finally {
            Log.setSink(sink = null)
            thread.uncaughtExceptionHandler = null
        }
        check(caught.isNotEmpty() && caught.all { it.message == "from the sink" })
    }
}
