import Dispatch

/// Runs `body` on a thread of Dispatch, which may block: Swift's own are few. Its token follows the task's cancellation,
/// after which this throws `CancellationError`.
func cancellable<R: Sendable>(_ body: @escaping @Sendable (CancellationToken) throws -> R) async throws -> R {
    let token = try CancellationToken()
    do {
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<R, Error>) in
                DispatchQueue.global().async {
                    continuation.resume(with: Result { try body(token) })
                }
            }
        } onCancel: {
            token.cancel()
        }
    } catch let error as CatvtonError where error.code == .cancelled && Task.isCancelled {
        throw CancellationError()
    }
}
