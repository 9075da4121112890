import CCatvton

/// Of the networks' arithmetic. `automatic` is fp16 on CUDA and fp32 on a CPU.
public enum Precision: Int32, CaseIterable, Sendable {
    case automatic = 0
    case fp32 = 1
    case fp16 = 2
    case bf16 = 3
}

/// A device, its precision, and the inference lock that pipelines and maskers on it share: their runs take turns. May be
/// used from any thread, and released before them.
public final class GpuContext: @unchecked Sendable {
    let handle: catvton_context

    /// - Parameters:
    ///   - device: "auto" (CUDA if present), "cpu", "cuda" or "cuda:N".
    ///   - precision: of the arithmetic.
    ///   - threads: CPU threads of the process's kernels, 1...1024; 0 leaves the choice to LibTorch.
    /// - Throws: `notFound` (no such device), `device` (it does not start), `invalidState` (another library than this
    ///   package is for).
    public init(device: String = "auto", precision: Precision = .automatic, threads: Int = 0) throws {
        guard catvton_abi_version() == UInt32(CATVTON_ABI_VERSION) else {
            throw CatvtonError(
                code: .invalidState,
                message: "libcatvton_c has interface version \(catvton_abi_version()), not \(CATVTON_ABI_VERSION)")
        }
        var cOptions = catvton_device_options()
        try check(catvton_device_options_init(&cOptions, structSize(of: catvton_device_options.self)))
        cOptions.precision = precision.rawValue
        cOptions.threads = try cInt(threads, "threads")
        var created: catvton_context = 0
        try device.withCString { name in
            cOptions.device = name
            try check(catvton_context_create(&cOptions, &created))
        }
        handle = created
    }

    deinit {
        _ = catvton_context_free(handle)
    }

    /// Whether an inference holds the lock now.
    public var isBusy: Bool {
        get throws {
            var busy: Int32 = 0
            try check(catvton_context_get_busy(handle, &busy))
            return busy != 0
        }
    }

    /// "cpu" or "cuda".
    public var kind: String {
        get throws {
            var cInfo = catvton_device_info()
            cInfo.struct_size = structSize(of: catvton_device_info.self)
            try check(catvton_context_get_device(handle, &cInfo))
            return withUnsafeBytes(of: &cInfo.kind) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
    }
}
