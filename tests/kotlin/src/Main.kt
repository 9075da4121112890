package catvton.test

import java.nio.file.Path
import kotlin.system.exitProcess

/** Arguments: a group of tests, the folder that write_models wrote, and the root of the sources. */
fun main(arguments: Array<String>) {
    val (group, models, root) = arguments
    val suite = Suite()
    val folder = Path.of(models)
    when (group) {
        "layout" -> suite.layoutTests(Path.of(root))
        "images" -> suite.imageTests()
        "runs" -> {
            val fixture = Fixture(folder)
            suite.runTests(fixture)
            suite.maskTests(fixture)
            suite.modelTests(fixture)
        }
        "errors" -> suite.errorTests(Fixture(folder))
        "callbacks" -> {
            val fixture = Fixture(folder)
            suite.callbackTests(fixture)
            suite.logTests()
        }
        "threads" -> {
            val fixture = Fixture(folder)
            suite.threadTests(fixture)
            suite.coroutineTests(fixture)
        }
        "memory" -> suite.memoryTests(Fixture(folder))
        "exit" -> suite.exitTests(models)
        "server" -> suite.serverTests(Path.of(root))
        else -> error("no such group: $group")
    }
    exitProcess(suite.finish())
}
