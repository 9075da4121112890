package catvton.test

/** Test cases that are run in their order, and the failures among them. */
class Suite {
    private var run = 0
    private val failures = ArrayList<String>()

    fun test(name: String, body: () -> Unit) {
        run++
        try {
            body()
        } catch (error: Throwable) {
            failures += name
            System.err.println("FAILED: $name")
            error.printStackTrace()
        }
    }

    /** Prints the count; 0 when all passed and there were some. */
    fun finish(): Int {
        println("${run - failures.size} passed, ${failures.size} failed")
        return if (failures.isEmpty() && run > 0) 0 else 1
    }
}

fun check(condition: Boolean, message: () -> String = { "a condition does not hold" }) {
    if (!condition) throw AssertionError(message())
}

fun <T> checkEqual(got: T, wanted: T, what: String = "value") =
    check(got == wanted) { "$what: got $got, wanted $wanted" }

/** The [E] that [body] throws; its message contains [part]. */
inline fun <reified E : Throwable> checkThrows(part: String = "", body: () -> Unit): E {
    try {
        body()
    } catch (error: Throwable) {
        if (error !is E) throw AssertionError("threw $error instead of ${E::class.java.simpleName}", error)
        check(part in error.message.orEmpty()) { "\"${error.message}\" does not say \"$part\"" }
        return error
    }
    throw AssertionError("did not throw ${E::class.java.simpleName}")
}
