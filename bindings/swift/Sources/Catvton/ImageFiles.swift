import CCatvton

extension Image {
    /// File formats that are written.
    public enum FileFormat: Int32, CaseIterable, Sendable {
        case jpeg = 0
        case png = 1
        case webp = 2
    }

    /// Decodes a picture file (JPEG, PNG, WebP, BMP, GIF, TIFF; told by the content). The EXIF orientation is applied,
    /// transparency is composed over white.
    ///
    /// - Parameter channels: of the result: 1, 3 or 4.
    /// - Throws: `invalidImage`, `unsupportedFormat`, `tooLarge`.
    public static func decode(_ file: [UInt8], channels: Int = 3) throws -> Image {
        var cOptions = try decodeOptions(channels)
        var handle: catvton_image = 0
        try check(catvton_image_decode(file, file.count, &cOptions, &handle))
        return try takeImage(handle)
    }

    /// Decodes the file at `path`. Throws as `decode`, and `notFound` and `io`.
    public static func load(path: String, channels: Int = 3) throws -> Image {
        var cOptions = try decodeOptions(channels)
        var handle: catvton_image = 0
        try check(catvton_image_load(path, &cOptions, &handle))
        return try takeImage(handle)
    }

    /// The bytes of a picture file.
    ///
    /// - Parameter quality: 1...100, for JPEG and WebP; nil is the library's default.
    public func encoded(as format: FileFormat = .png, quality: Int? = nil) throws -> [UInt8] {
        var cOptions = catvton_encode_options()
        try check(catvton_encode_options_init(&cOptions, structSize(of: catvton_encode_options.self)))
        cOptions.format = format.rawValue
        if let quality { cOptions.quality = try cInt(quality, "quality") }
        var handle: catvton_bytes = 0
        try withView { try check(catvton_image_encode($0, &cOptions, &handle)) }
        defer { _ = catvton_bytes_free(handle) }
        var data: UnsafePointer<UInt8>?
        var size = 0
        try check(catvton_bytes_get(handle, &data, &size))
        return Array(UnsafeBufferPointer(start: data, count: size))
    }

    /// Writes by the extension of `path` (.png .jpg .jpeg .webp). The file appears whole or not at all.
    ///
    /// - Parameter quality: 1...100, for JPEG and WebP.
    /// - Throws: `invalidArgument` (extension), `io`.
    public func save(path: String, quality: Int = 95) throws {
        let cQuality = try cInt(quality, "quality")
        try withView { try check(catvton_image_save($0, path, cQuality)) }
    }

    private static func decodeOptions(_ channels: Int) throws -> catvton_decode_options {
        var cOptions = catvton_decode_options()
        try check(catvton_decode_options_init(&cOptions, structSize(of: catvton_decode_options.self)))
        cOptions.channels = try cInt(channels, "channels")
        return cOptions
    }
}
