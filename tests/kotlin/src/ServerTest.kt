package catvton.test

import catvton.ImageFiles
import catvton.ModelOptions
import catvton.example.TryOnServer
import java.io.ByteArrayOutputStream
import java.io.InputStream
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Path
import kotlin.io.path.readBytes

private fun form(fields: Map<String, ByteArray>): ByteArray = ByteArrayOutputStream().apply {
    for ((name, value) in fields) {
        write("--XX\r\nContent-Disposition: form-data; name=\"$name\"; filename=\"a\"\r\n\r\n".toByteArray())
        write(value)
        write("\r\n".toByteArray())
    }
    write("--XX--\r\n".toByteArray())
}.toByteArray()

/** [remaining] zeros that are nowhere in memory. */
private class ZeroStream(private var remaining: Long) : InputStream() {
    override fun read(): Int = if (remaining-- > 0) 0 else -1

    override fun read(target: ByteArray, offset: Int, length: Int): Int {
        if (remaining <= 0) return -1
        val count = minOf(remaining, length.toLong()).toInt()
        target.fill(0, offset, offset + count)
        remaining -= count
        return count
    }
}

/** The example of examples/kotlin, with the model that comes along. */
fun Suite.serverTests(root: Path) {
    val server = TryOnServer(ModelOptions("mini"), port = 0)
    val client = HttpClient.newHttpClient()
    val files = mapOf("person" to "person-1.png", "cloth" to "cloth-1.png")
        .mapValues { root.resolve("examples/data").resolve(it.value).readBytes() }

    fun request(body: ByteArray, type: String = "multipart/form-data; boundary=XX") =
        HttpRequest.newBuilder(URI("http://127.0.0.1:${server.port}/try-on")).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build()

    fun post(fields: Map<String, ByteArray>): HttpResponse<ByteArray> = client.send(request(form(fields)), BodyHandlers.ofByteArray())

    fun checkError(response: HttpResponse<ByteArray>, status: Int, part: String) {
        val text = response.body().decodeToString()
        checkEqual(response.statusCode(), status, text)
        check(part in text) { "\"$text\" does not say \"$part\"" }
    }

    test("two pictures give a PNG, the same each time") {
        val responses = List(2) { post(files) }
        for (response in responses) {
            checkEqual(response.statusCode(), 200, response.body().decodeToString().take(200))
            checkEqual(response.headers().firstValue("Content-Type").get(), "image/png")
        }
        val picture = ImageFiles.decode(responses[0].body())
        checkEqual(picture.run { width to height }, 192 to 256)
        check(picture != ImageFiles.decode(files.getValue("person"))) { "the person as it was" }
        check(responses[0].body().contentEquals(responses[1].body()))
    }
    test("one at a time: whoever comes meanwhile gets 503, and a picture later") {
        val responses = List(3) { client.sendAsync(request(form(files)), BodyHandlers.ofByteArray()) }.map { it.get() }
        val statuses = responses.map { it.statusCode() }
        checkEqual(statuses.toSet(), setOf(200, 503), "statuses")
        val busy = responses.first { it.statusCode() == 503 }
        checkEqual(busy.headers().firstValue("Retry-After").get(), "1")
        checkEqual(post(files).statusCode(), 200)
    }
    test("bad requests are told what is wrong") {
        checkError(post(files - "cloth"), 400, "cloth is missing")
        checkError(post(files + ("cloth_type" to "hat".toByteArray())), 400, "upper, lower")
        checkError(post(files + ("person" to "no picture".toByteArray())), 415, "")
        checkError(post(files + ("person" to files.getValue("person").copyOf(500))), 422, "damaged")
        checkError(client.send(request("{}".toByteArray(), "application/json"), BodyHandlers.ofByteArray()), 400, "multipart")
        checkError(client.send(request("--XX\r\nnothing".toByteArray()), BodyHandlers.ofByteArray()), 400, "multipart")
        val get = HttpRequest.newBuilder(URI("http://127.0.0.1:${server.port}/try-on")).build()
        checkError(client.send(get, BodyHandlers.ofByteArray()), 405, "POST")
    }
    test("a request that is too large is refused, whether it says its length or not") {
        val size = 17L * 1024 * 1024
        val chunked = BodyPublishers.ofInputStream { ZeroStream(size) }
        for (body in listOf(chunked, BodyPublishers.fromPublisher(chunked, size))) {
            val request = HttpRequest.newBuilder(URI("http://127.0.0.1:${server.port}/try-on")).POST(body).build()
            checkError(client.send(request, BodyHandlers.ofByteArray()), 413, "larger")
        }
        checkEqual(post(files).statusCode(), 200)
    }
    server.close()
}
