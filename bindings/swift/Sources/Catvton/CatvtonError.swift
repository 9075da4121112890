import CCatvton

/// An error of the library: what went wrong, and a message that says with which value and what to do.
public struct CatvtonError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The numbers of `catvton_status`.
    public enum Code: Int32, CaseIterable, Sendable {
        /// An option or input is outside its documented range.
        case invalidArgument = 1
        /// Not allowed now: from a callback, after fork.
        case invalidState = 2
        /// A file, model or device does not exist.
        case notFound = 3
        /// The operating system refused to read or write.
        case io = 4
        /// A weight file is damaged or does not fit the model.
        case corruptWeights = 5
        /// A picture is damaged.
        case invalidImage = 6
        /// A file is of a kind that is not read here.
        case unsupportedFormat = 7
        /// An input exceeds a limit.
        case tooLarge = 8
        /// The context stays usable.
        case outOfMemory = 9
        /// The accelerator failed.
        case device = 10
        /// NaN or infinity in the latents or the picture.
        case numeric = 11
        /// Another inference runs and waiting was not wanted.
        case busy = 12
        /// A callback or a cancellation token stopped the run.
        case cancelled = 13
        /// The run did not finish within its deadline.
        case deadlineExceeded = 14
        /// The detector found nobody in the photo.
        case noPerson = 15
        /// A defect of the library.
        case `internal` = 16
    }

    public let code: Code
    public let message: String

    public init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

/// Throws what a call that returned `status` has to say. To be used next on the thread of the call.
func check(_ status: catvton_status) throws {
    guard status != 0 else { return }
    throw CatvtonError(
        code: CatvtonError.Code(rawValue: status) ?? .internal,
        message: String(cString: catvton_last_error_message()))
}

/// sizeof: Swift's `size` may leave padding at the end out, which C counts.
func structSize<T>(of type: T.Type) -> UInt32 {
    UInt32(MemoryLayout<T>.stride)
}

/// A number for C, where Swift's is wider: what does not fit is refused instead of ending the program.
func cInt(_ value: Int, _ name: String) throws -> Int32 {
    guard let narrow = Int32(exactly: value) else {
        throw CatvtonError(code: .invalidArgument, message: "\(name) is \(value), which does not fit in 32 bits")
    }
    return narrow
}
