package catvton.example

import catvton.AutoMasker
import catvton.CatvtonException
import catvton.ClothType
import catvton.GpuContext
import catvton.ImageFiles
import catvton.LockPolicy
import catvton.ModelOptions
import catvton.Pipeline
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.io.Closeable
import java.io.IOException
import java.io.InputStream
import java.net.InetAddress
import java.net.InetSocketAddress
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

private const val MAX_BODY_BYTES = 16 * 1024 * 1024
private const val THREADS = 4

/**
 * A try-on back end: `POST /try-on` with the form fields `person` and `cloth` (picture files) and, if wanted,
 * `cloth_type` (upper, lower, overall, inner, outer) answers with a PNG. One try-on at a time: who comes meanwhile gets
 * 503 and may try again. Listens on the loopback address only: it has no authentication.
 *
 * @param port 0 takes a free one
 */
class TryOnServer(model: ModelOptions, port: Int) : Closeable {
    private val context = GpuContext()
    private val pipeline = Pipeline(context, model)
    private val masker = AutoMasker(context, model)
    private val options = pipeline.defaultOptions.copy(lockPolicy = LockPolicy.REJECT)

    // More than one thread, or a second request would wait instead of being told that the server is busy.
    private val threads: ExecutorService = Executors.newFixedThreadPool(THREADS)
    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0).apply {
        createContext("/try-on", ::answer)
        executor = threads
        start()
    }

    /** The port that the server listens on. */
    val port: Int get() = server.address.port

    override fun close() {
        server.stop(0)
        threads.shutdown()
        listOf(masker, pipeline, context).forEach { it.close() }
    }

    private fun answer(exchange: HttpExchange) = exchange.use {
        try {
            val (status, body) = respond(exchange)
            val isPicture = status == 200
            exchange.responseHeaders["Content-Type"] = if (isPicture) "image/png" else "text/plain; charset=utf-8"
            if (status == 503) exchange.responseHeaders["Retry-After"] = "1"
            exchange.sendResponseHeaders(status, body.size.toLong())
            exchange.responseBody.write(body)
        } catch (_: IOException) {
            // The client has gone; there is nobody to tell.
        }
    }

    private fun respond(exchange: HttpExchange): Pair<Int, ByteArray> {
        if (exchange.requestMethod != "POST") return error(405, "POST a form with the fields person and cloth")
        val body = readBody(exchange) ?: return error(413, "the request is larger than $MAX_BODY_BYTES bytes")
        val form = parseMultipart(exchange.requestHeaders.getFirst("Content-Type"), body)
            ?: return error(400, "the request is no multipart/form-data")
        val person = form["person"] ?: return error(400, "the field person is missing")
        val cloth = form["cloth"] ?: return error(400, "the field cloth is missing")
        val kind = form["cloth_type"]?.toString(Charsets.UTF_8) ?: "upper"
        val clothType = ClothType.entries.find { it.name.equals(kind, ignoreCase = true) }
            ?: return error(400, "cloth_type is one of ${ClothType.entries.joinToString { it.name.lowercase() }}")
        return try {
            val result = pipeline.run(ImageFiles.decode(person), ImageFiles.decode(cloth), masker, clothType, options)
            200 to ImageFiles.encode(result.image)
        } catch (failure: CatvtonException) {
            error(failure.code.httpStatus, failure.message.orEmpty())
        }
    }

    /** The request's body, or null if it is too large; where its length is announced, nothing of it is kept then. */
    private fun readBody(exchange: HttpExchange): ByteArray? {
        val announced = exchange.requestHeaders.getFirst("Content-Length")?.toLongOrNull() ?: 0
        val body = if (announced > MAX_BODY_BYTES) null else exchange.requestBody.readNBytes(MAX_BODY_BYTES + 1)
        if (body != null && body.size <= MAX_BODY_BYTES) return body
        // A client that is still sending would see a reset instead of the answer; a huge one has to live with it.
        discard(exchange.requestBody, 2L * MAX_BODY_BYTES)
        return null
    }

    /** Not by skip(): the JDK's stream of a body hands that to the socket and loses count. */
    private fun discard(stream: InputStream, most: Long) {
        val buffer = ByteArray(1 shl 16)
        var left = most
        while (left > 0) {
            val count = stream.read(buffer)
            if (count < 0) return
            left -= count
        }
    }

    private fun error(status: Int, message: String) = status to "$message\n".toByteArray()
}

/** Arguments: a port and a model's name or path; without them 8080 and "mini". */
fun main(arguments: Array<String>) {
    val server = TryOnServer(ModelOptions(arguments.getOrElse(1) { "mini" }), arguments.getOrElse(0) { "8080" }.toInt())
    println("POST person and cloth to http://127.0.0.1:${server.port}/try-on")
}
