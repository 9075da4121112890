import CCatvton

/// What a callback says to its run.
public enum Control: Sendable {
    case proceed, cancel
}

/// Where a try-on stands.
public struct Progress: Sendable {
    /// The parts of a try-on, in their order.
    public enum Stage: Int32, CaseIterable, Sendable {
        case prepare = 0
        case mask = 1
        case encode = 2
        case denoise = 3
        case decode = 4
    }

    public let stage: Stage
    /// Finished denoising steps, 0 before the first.
    public let step: Int
    /// Denoising steps in all.
    public let steps: Int
    /// Since the run began to compute.
    public let seconds: Double
}

/// Called after each stage and step, on the thread that computes, while the inference lock is held. What it throws ends
/// the run and comes out of the call.
public typealias ProgressHandler = (Progress) throws -> Control

/// The callback of one run, and what it threw.
final class RunHooks {
    private let handler: ProgressHandler
    private var thrown: Error?

    init(_ handler: @escaping ProgressHandler) {
        self.handler = handler
    }

    /// The caller keeps self alive until the run is over.
    func install(in cOptions: inout catvton_tryon_options) {
        cOptions.progress_user_data = Unmanaged.passUnretained(self).toOpaque()
        cOptions.progress = { cProgress, userData in
            guard let cProgress, let userData else { return 1 }
            return Unmanaged<RunHooks>.fromOpaque(userData).takeUnretainedValue().call(cProgress.pointee)
        }
    }

    func rethrow() throws {
        if let thrown { throw thrown }
    }

    /// Nothing may be thrown through C: it is kept, and cancels.
    private func call(_ cProgress: catvton_progress) -> Int32 {
        guard let stage = Progress.Stage(rawValue: cProgress.stage) else { return 0 }
        let progress = Progress(
            stage: stage, step: Int(cProgress.step), steps: Int(cProgress.steps), seconds: cProgress.seconds)
        do {
            return try handler(progress) == .cancel ? 1 : 0
        } catch {
            thrown = error
            return 1
        }
    }
}
