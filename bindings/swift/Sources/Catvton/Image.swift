import CCatvton

/// An 8-bit picture: rows from top to bottom, channels interleaved (HWC). 1 channel is grey, 3 are RGB, 4 are RGBA.
public struct Image: Equatable, Sendable {
    /// Pixels, 1...16384.
    public let width: Int
    /// Pixels, 1...16384.
    public let height: Int
    /// 1, 3 or 4.
    public let channels: Int
    /// `width * height * channels` bytes.
    public let pixels: [UInt8]

    /// Throws `invalidArgument` when `pixels` has another size. The library checks the ranges.
    public init(width: Int, height: Int, channels: Int = 3, pixels: [UInt8]) throws {
        let row = width.multipliedReportingOverflow(by: channels)
        let all = row.partialValue.multipliedReportingOverflow(by: height)
        guard !row.overflow, !all.overflow, width > 0, height > 0, channels > 0, all.partialValue == pixels.count else {
            throw CatvtonError(
                code: .invalidArgument,
                message: "an image of \(width) x \(height) x \(channels) cannot have \(pixels.count) bytes")
        }
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }

    /// Copies what a view of the library shows; nil when it is empty.
    init?(copying cView: catvton_image_view) {
        guard let first = cView.data else { return nil }
        width = Int(cView.width)
        height = Int(cView.height)
        channels = Int(cView.channels)
        let row = width * channels
        var copy: [UInt8] = []
        copy.reserveCapacity(row * height)
        for y in 0..<height {
            copy.append(contentsOf: UnsafeBufferPointer(start: first + y * cView.stride, count: row))
        }
        pixels = copy
    }

    /// Calls `body` with a view of the pixels, which is valid during the call.
    func withView<R>(_ body: (UnsafePointer<catvton_image_view>) throws -> R) throws -> R {
        let cWidth = try cInt(width, "width")
        let cHeight = try cInt(height, "height")
        let cChannels = try cInt(channels, "channels")
        return try pixels.withUnsafeBufferPointer { buffer in
            var cView = catvton_image_view()
            cView.data = buffer.baseAddress
            cView.width = cWidth
            cView.height = cHeight
            cView.channels = cChannels
            return try withUnsafePointer(to: &cView, body)
        }
    }
}

/// `image.withView`, or `body(nil)` without an image.
func withOptionalView<R>(
    _ image: Image?, _ body: (UnsafePointer<catvton_image_view>?) throws -> R
) throws -> R {
    guard let image else { return try body(nil) }
    return try image.withView { try body($0) }
}

/// The picture behind a handle, which is freed.
func takeImage(_ handle: catvton_image) throws -> Image {
    defer { _ = catvton_image_free(handle) }
    var cView = catvton_image_view()
    try check(catvton_image_get_view(handle, &cView))
    return try required(Image(copying: cView))
}

/// What the library promises to be there.
func required<T>(_ value: T?) throws -> T {
    guard let value else {
        throw CatvtonError(code: .internal, message: "the library returned an empty picture")
    }
    return value
}
