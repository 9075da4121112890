package catvton.test

import catvton.CancellationToken
import catvton.CatvtonException
import catvton.Control
import catvton.InvalidStateException
import catvton.ModelInfo
import catvton.ModelOptions
import catvton.Models
import catvton.PullOptions
import kotlin.concurrent.thread

/** Argument MODE: does and prints what tests/capi/hub_models.c does, for the hub of tests/hub/test_bindings.py. */
object HubProgram {
    private val quick = PullOptions(retryDelaySeconds = 0.01)

    @JvmStatic
    fun main(arguments: Array<String>) {
        when (val mode = arguments.single()) {
            "list" -> Models.list().forEach(::printModel)
            "find" -> outcome { Models.find("set") }
            "find none" -> outcome { Models.find("no-such-model") }
            "pull" -> outcome { pull() }
            "cancel plan" -> outcome { Models.pull("set", quick, plan = { Control.CANCEL }) }
            "cancel progress" -> outcome {
                Models.pull("set", quick) { if (it.fileDone > 0) Control.CANCEL else Control.CONTINUE }
            }
            "cancel from a thread" -> CancellationToken().use { token ->
                thread {
                    Thread.sleep(300)
                    token.cancel()
                }
                outcome { Models.pull("set", cancellation = token) }
            }
            "pull offline" -> outcome { Models.pull("set", PullOptions(offline = true)) }
            "pull missing" -> {
                outcome { null.also { Models.pullMissing(ModelOptions("mini")) } }
                outcome { null.also { Models.pullMissing(ModelOptions(resumePath = "owner/model", baseModel = ".", vae = ".")) } }
            }
            "verify" -> outcome { Models.verify("set") { Control.CONTINUE } }
            else -> error("no such mode: $mode")
        }
    }

    /** A pull whose callbacks see what they are promised. */
    private fun pull(): ModelInfo {
        var announced = -1L
        var done = 0L
        val model = Models.pull(
            "set", quick,
            plan = { plan ->
                check(plan.endpoint.startsWith("http://127.0.0.1:") && plan.licenses.size == 1)
                checkEqual(plan.files.filter { it.location == null }.sumOf { it.bytes }, plan.downloadBytes)
                announced = plan.downloadBytes
                Control.CONTINUE
            },
            progress = { progress ->
                checkEqual(progress.downloadBytes, announced)
                check(progress.downloadDone >= done && progress.fileDone <= progress.fileBytes)
                if (done == 0L) checkThrows<InvalidStateException>("callback") { Models.pull("set") }
                done = progress.downloadDone
                Control.CONTINUE
            },
        )
        checkEqual(done, announced)
        checkEqual(Models.path("set"), model.folders)
        checkThrows<IllegalStateException>("thrown by a callback") {
            Models.verify("set") { error("thrown by a callback") }
        }
        return model
    }

    private fun outcome(call: () -> ModelInfo?) = try {
        val model = call()
        println("ok")
        model?.let(::printModel)
    } catch (error: CatvtonException) {
        println("${error.code.name.lowercase()}: ${error.message}")
    }

    private fun printModel(model: ModelInfo) {
        val state = if (model.isComplete) "complete" else "in part"
        println("model ${model.name}: ${model.description}, $state, ${model.bytes} bytes")
        for (file in model.files) {
            println(file.run { "file $repository $revision $path $bytes ${file.state.name.lowercase()} ${location ?: ""}" })
        }
        for (license in model.licenses) println(license.run { "license $repository: $name, $url, $terms" })
        for (folder in model.folders) println("folder $folder")
    }
}
