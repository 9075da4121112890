import CCatvton

/// What a callback says to its call.
public enum Control: Sendable {
    case proceed, cancel
}

/// The callbacks of one call, and what one threw. C knows the object by its address: the caller keeps it alive until the
/// call is over.
class Hooks {
    private var thrown: Error?

    /// For the `user_data` of C.
    var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static func at(_ address: UnsafeMutableRawPointer?) -> Self? {
        address.map { Unmanaged<Self>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The answer to C. Nothing may be thrown through C: it is kept, and cancels.
    func answer(_ body: () throws -> Control) -> Int32 {
        do {
            return try body() == .cancel ? 1 : 0
        } catch {
            thrown = error
            return 1
        }
    }

    func rethrow() throws {
        if let thrown { throw thrown }
    }
}
