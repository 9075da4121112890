import CCatvton

/// The picture of one try-on and its figures.
public struct TryOnResult: Sendable {
    /// RGB, of the size that the options said.
    public let image: Image
    /// What was repainted: grey, 0 or 255; nil when mask-free.
    public let mask: Image?
    /// In use, also when -1 was asked.
    public let seed: Int64
    /// Wall time of the call, waiting for the lock excluded.
    public let totalSeconds: Double
    /// CPU: the process's peak; CUDA: allocator peak of this run.
    public let peakMemoryBytes: UInt64

    /// Copies what the handle holds and frees it.
    init(taking handle: catvton_tryon_result) throws {
        defer { _ = catvton_tryon_result_free(handle) }
        var cImage = catvton_image_view()
        var cMask = catvton_image_view()
        var cInfo = catvton_tryon_result_info()
        cInfo.struct_size = structSize(of: catvton_tryon_result_info.self)
        try check(catvton_tryon_result_get_image(handle, &cImage))
        try check(catvton_tryon_result_get_mask(handle, &cMask))
        try check(catvton_tryon_result_get_info(handle, &cInfo))
        image = try required(Image(copying: cImage))
        mask = Image(copying: cMask)
        seed = cInfo.seed
        totalSeconds = cInfo.total_seconds
        peakMemoryBytes = cInfo.peak_memory_bytes
    }
}

/// Person + cloth + mask -> the person wearing the cloth. May be used from any thread; runs on one `GpuContext` take
/// turns under its inference lock.
public final class Pipeline: @unchecked Sendable {
    let handle: catvton_pipeline

    /// Loads the weights. Throws `notFound`, `corruptWeights`.
    public init(_ context: GpuContext, model: ModelOptions) throws {
        var created: catvton_pipeline = 0
        try model.withC { try check(catvton_pipeline_create(context.handle, $0, &created)) }
        handle = created
    }

    deinit {
        _ = catvton_pipeline_free(handle)
    }

    /// The size and steps that the model was made for; the rest as `TryOnOptions()`.
    public func defaultOptions() throws -> TryOnOptions {
        var cOptions = catvton_tryon_options()
        cOptions.struct_size = structSize(of: catvton_tryon_options.self)
        try check(catvton_pipeline_get_default_options(handle, &cOptions))
        return TryOnOptions(cOptions)
    }

    /// One try-on; blocks the thread. In a task, use the asynchronous one.
    ///
    /// - Parameters:
    ///   - person: alpha is dropped.
    ///   - cloth: alpha is dropped.
    ///   - mask: grey, of the person's size: bytes of 128 and more after the blur are repainted; nil for a mask-free
    ///     model.
    ///   - options: nil is `defaultOptions()`.
    ///   - cancellation: stops the run from another thread.
    ///   - progress: see `ProgressHandler`. It must not start another run on the same context.
    /// - Throws: `invalidArgument`, `busy`, `cancelled`, `deadlineExceeded`, `numeric`, `device`, `outOfMemory`; what
    ///   `progress` throws.
    public func run(
        person: Image, cloth: Image, mask: Image? = nil, options: TryOnOptions? = nil,
        cancellation: CancellationToken?, progress: ProgressHandler? = nil
    ) throws -> TryOnResult {
        try compute(options, cancellation, progress) { cOptions in
            var result: catvton_tryon_result = 0
            let status = try person.withView { personView in
                try cloth.withView { clothView in
                    try withOptionalView(mask) { maskView in
                        catvton_pipeline_run(handle, personView, clothView, maskView, &cOptions, &result)
                    }
                }
            }
            return (status, result)
        }
    }

    /// As the other, with a mask that `masker` finds on the person. Also throws `noPerson`.
    public func run(
        person: Image, cloth: Image, masker: AutoMasker, clothType: ClothType, options: TryOnOptions? = nil,
        maskOptions: MaskOptions = MaskOptions(), cancellation: CancellationToken?, progress: ProgressHandler? = nil
    ) throws -> TryOnResult {
        try compute(options, cancellation, progress) { cOptions in
            var result: catvton_tryon_result = 0
            let status = try person.withView { personView in
                try cloth.withView { clothView in
                    try maskOptions.withC(cancellation: nil) { cMaskOptions in
                        catvton_pipeline_run_with_masker(
                            handle, personView, clothView, masker.handle, clothType.rawValue, &cOptions, cMaskOptions,
                            &result, nil)
                    }
                }
            }
            return (status, result)
        }
    }

    private func compute(
        _ options: TryOnOptions?, _ cancellation: CancellationToken?, _ progress: ProgressHandler?,
        _ body: (inout catvton_tryon_options) throws -> (catvton_status, catvton_tryon_result)
    ) throws -> TryOnResult {
        var cOptions = try (options ?? defaultOptions()).makeC(cancellation: cancellation)
        let hooks = progress.map(RunHooks.init)
        hooks?.install(in: &cOptions)
        // C knows both by number or address only.
        let (status, result) = try withExtendedLifetime((hooks, cancellation)) { try body(&cOptions) }
        // Before anything else is called: the message is that of the thread's last call.
        let failure = Result { try check(status) }
        try hooks?.rethrow()
        try failure.get()
        return try TryOnResult(taking: result)
    }
}
