import CCatvton

/// Stops runs from another thread: a run that was given the token throws `cancelled` within one step. Stays set until it
/// is reset.
public final class CancellationToken: @unchecked Sendable {
    let handle: catvton_cancellation

    public init() throws {
        var created: catvton_cancellation = 0
        try check(catvton_cancellation_create(&created))
        handle = created
    }

    deinit {
        _ = catvton_cancellation_free(handle)
    }

    /// Stops the runs with this token, and those to come.
    public func cancel() {
        // The handle lives as long as self, so there is nothing to go wrong.
        _ = catvton_cancellation_cancel(handle)
    }

    /// Makes the token usable again.
    public func reset() {
        _ = catvton_cancellation_reset(handle)
    }
}
