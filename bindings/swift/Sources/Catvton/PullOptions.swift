import CCatvton

/// How to download.
public struct PullOptions: Sendable {
    /// Uses the cache only, as HF_HUB_OFFLINE does.
    public var offline = false
    /// Takes the newest revision ("main") instead of the one that the library was made for.
    public var latest = false
    /// Hashes files that are there, and replaces damaged ones.
    public var checkCached = false
    /// Before the second attempt; doubles up to 8 times; 0...60; nil is the library's default.
    public var retryDelaySeconds: Double?

    public init() {}

    /// `cancellation` must stay alive until the call is over.
    func makeC(cancellation: CancellationToken?) throws -> catvton_pull_options {
        var cOptions = catvton_pull_options()
        try check(catvton_pull_options_init(&cOptions, structSize(of: catvton_pull_options.self)))
        cOptions.offline = offline ? 1 : 0
        cOptions.latest = latest ? 1 : 0
        cOptions.check_cached = checkCached ? 1 : 0
        if let retryDelaySeconds { cOptions.retry_delay_seconds = retryDelaySeconds }
        cOptions.cancellation = cancellation?.handle ?? 0
        return cOptions
    }
}

/// What a download is about to do.
public struct PullPlan: Sendable {
    /// "https://huggingface.co".
    public let endpoint: String
    /// Those without a location will be downloaded.
    public let files: [ModelFile]
    /// Of these files.
    public let licenses: [ModelLicense]
    /// Of all files.
    public let bytes: UInt64
    /// Of those to be downloaded.
    public let downloadBytes: UInt64
}

/// Where a download or a verification stands, in bytes.
public struct PullProgress: Sendable {
    public let repository: String
    public let path: String
    /// Of this file.
    public let fileBytes: UInt64
    /// Of these on the disk; goes back when a file begins again.
    public let fileDone: UInt64
    /// Of all files to be downloaded, or to be verified.
    public let downloadBytes: UInt64
    /// Of these on the disk, or verified.
    public let downloadDone: UInt64
}

/// Called once, on the thread that downloads, when all sizes are known and before the first byte is downloaded. What it
/// throws ends the download and comes out of the call.
public typealias PullPlanHandler = (PullPlan) throws -> Control
/// Called a few times a second, on the thread that downloads or verifies. What it throws ends the call and comes out of it.
public typealias PullProgressHandler = (PullProgress) throws -> Control

/// The callbacks of one download or verification.
final class PullHooks: Hooks {
    private let plan: PullPlanHandler?
    private let progress: PullProgressHandler?

    init(_ plan: PullPlanHandler?, _ progress: PullProgressHandler?) {
        self.plan = plan
        self.progress = progress
    }

    func install(in cOptions: inout catvton_pull_options) {
        if plan != nil {
            cOptions.plan_user_data = address
            cOptions.plan = { cPlan, userData in
                guard let cPlan, let hooks = PullHooks.at(userData) else { return 1 }
                return hooks.show(cPlan.pointee)
            }
        }
        if progress != nil {
            cOptions.progress_user_data = address
            cOptions.progress = { cProgress, userData in
                guard let cProgress, let hooks = PullHooks.at(userData) else { return 1 }
                return hooks.tell(cProgress.pointee)
            }
        }
    }

    private func show(_ cPlan: catvton_pull_plan) -> Int32 {
        answer {
            let model = try ModelInfo(cPlan.models, 0)
            let pullPlan = PullPlan(
                endpoint: String(cString: cPlan.endpoint), files: model.files, licenses: model.licenses,
                bytes: cPlan.bytes, downloadBytes: cPlan.download_bytes)
            return try plan?(pullPlan) ?? .proceed
        }
    }

    private func tell(_ cProgress: catvton_pull_progress) -> Int32 {
        let pullProgress = PullProgress(
            repository: String(cString: cProgress.repository), path: String(cString: cProgress.path),
            fileBytes: cProgress.file_bytes, fileDone: cProgress.file_done,
            downloadBytes: cProgress.download_bytes, downloadDone: cProgress.download_done)
        return answer { try progress?(pullProgress) ?? .proceed }
    }
}
