package catvton.example

/** The parts of a multipart/form-data [body] by name, or null when it is none. A name that comes twice: the last one. */
internal fun parseMultipart(contentType: String?, body: ByteArray): Map<String, ByteArray>? {
    if (contentType == null || !contentType.startsWith("multipart/form-data", ignoreCase = true)) return null
    val boundary = Regex("""boundary="?([^";]{1,70})"?""").find(contentType)?.groupValues?.get(1) ?: return null
    // One character for each byte, so that text searches serve for binary data.
    val text = String(body, Charsets.ISO_8859_1)
    val delimiter = "--$boundary"
    val parts = HashMap<String, ByteArray>()
    var at = text.indexOf(delimiter)
    while (at >= 0) {
        val start = at + delimiter.length
        if (text.startsWith("--", start)) return parts
        val headersEnd = text.indexOf("\r\n\r\n", start)
        val end = text.indexOf("\r\n$delimiter", start)
        if (headersEnd < 0 || end < headersEnd + 4) return null
        val name = Regex("""(?i)content-disposition:[^\r]*[; ]name="([^"]*)"""").find(text.substring(start, headersEnd))
        parts[name?.groupValues?.get(1) ?: return null] = body.copyOfRange(headersEnd + 4, end)
        at = end + 2
    }
    return null
}
