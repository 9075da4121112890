import CCatvton

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

/// The callback of one run.
final class RunHooks: Hooks {
    private let handler: ProgressHandler

    init(_ handler: @escaping ProgressHandler) {
        self.handler = handler
    }

    func install(in cOptions: inout catvton_tryon_options) {
        cOptions.progress_user_data = address
        cOptions.progress = { cProgress, userData in
            guard let cProgress, let hooks = RunHooks.at(userData) else { return 1 }
            return hooks.tell(cProgress.pointee)
        }
    }

    private func tell(_ cProgress: catvton_progress) -> Int32 {
        guard let stage = Progress.Stage(rawValue: cProgress.stage) else { return 0 }
        let progress = Progress(
            stage: stage, step: Int(cProgress.step), steps: Int(cProgress.steps), seconds: cProgress.seconds)
        return answer { try handler(progress) }
    }
}
