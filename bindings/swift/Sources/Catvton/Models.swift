import CCatvton

/// Models that have names. All functions may be called from any thread, and by several processes at once.
///
/// Downloads go to the cache of Python's huggingface_hub: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE
/// mean what they mean there. Nothing is downloaded unless `pull` or `pullMissing` is called. Handlers must not pull.
public enum Models {
    /// All of them, with their files, licences and folders.
    public static func list() throws -> [ModelInfo] {
        var models: catvton_models = 0
        try check(catvton_models_list(&models))
        return try ModelInfo.all(taking: models)
    }

    /// One of them. Throws `notFound`, naming those that there are.
    public static func find(_ name: String) throws -> ModelInfo {
        var models: catvton_models = 0
        try check(catvton_models_find(name, &models))
        return try ModelInfo.all(taking: models)[0]
    }

    /// The folders where a model's files lie; empty if none of them is on this disk. Throws as `find`.
    public static func path(_ name: String) throws -> [String] {
        try find(name).folders
    }

    /// Downloads what the cache lacks of a model, and returns the model as it is then; blocks the thread. Every byte is
    /// checked against the hash that the hub names. What has arrived when a download ends early is kept.
    ///
    /// - Parameters:
    ///   - name: of the model.
    ///   - options: see `PullOptions`.
    ///   - cancellation: stops the download from another thread within a second.
    ///   - plan: see `PullPlanHandler`.
    ///   - progress: see `PullProgressHandler`.
    /// - Throws: `notFound` (name, repository, revision, file; or offline and incomplete), `io` (network, disk),
    ///   `corruptWeights` (an answer or a content that is not what was announced), `cancelled`; what a handler throws.
    @discardableResult
    public static func pull(
        _ name: String, options: PullOptions = PullOptions(), cancellation: CancellationToken?,
        plan: PullPlanHandler? = nil, progress: PullProgressHandler? = nil
    ) throws -> ModelInfo {
        var models: catvton_models = 0
        try watched(options, cancellation, plan, progress) { cOptions in
            catvton_models_pull(name, &cOptions, &models)
        }
        return try ModelInfo.all(taking: models)[0]
    }

    /// The same in a task; when the task is cancelled the download stops, and this throws `CancellationError`.
    @discardableResult
    public static func pull(
        _ name: String, options: PullOptions = PullOptions(), plan: (@Sendable (PullPlan) throws -> Control)? = nil,
        progress: (@Sendable (PullProgress) throws -> Control)? = nil
    ) async throws -> ModelInfo {
        try await cancellable { token in
            try pull(name, options: options, cancellation: token, plan: plan, progress: progress)
        }
    }

    /// The same for whatever `model` names: owner/repository sources too, of which the files that a pipeline and its
    /// masker read are downloaded. Does nothing when all are on the disk, the sources are folders and files, or the call
    /// is offline.
    public static func pullMissing(
        for model: ModelOptions, options: PullOptions = PullOptions(), cancellation: CancellationToken? = nil,
        plan: PullPlanHandler? = nil, progress: PullProgressHandler? = nil
    ) throws {
        try watched(options, cancellation, plan, progress) { cOptions in
            try model.withC { catvton_models_pull_missing($0, &cOptions) }
        }
    }

    /// Hashes the files of a model that are on this disk; `ModelFile.state` of the result says what was found. Throws
    /// `notFound`, `io`, `cancelled`; what `progress` throws.
    public static func verify(
        _ name: String, cancellation: CancellationToken? = nil, progress: PullProgressHandler? = nil
    ) throws -> ModelInfo {
        var models: catvton_models = 0
        try watched(PullOptions(), cancellation, nil, progress) { cOptions in
            catvton_models_verify(name, &cOptions, &models)
        }
        return try ModelInfo.all(taking: models)[0]
    }

    private static func watched(
        _ options: PullOptions, _ cancellation: CancellationToken?, _ plan: PullPlanHandler?,
        _ progress: PullProgressHandler?, _ body: (inout catvton_pull_options) throws -> catvton_status
    ) throws {
        var cOptions = try options.makeC(cancellation: cancellation)
        let hooks = PullHooks(plan, progress)
        hooks.install(in: &cOptions)
        // C knows both by number or address only.
        let status = try withExtendedLifetime((hooks, cancellation)) { try body(&cOptions) }
        // Before anything else is called: the message is that of the thread's last call.
        let failure = Result { try check(status) }
        try hooks.rethrow()
        try failure.get()
    }
}
