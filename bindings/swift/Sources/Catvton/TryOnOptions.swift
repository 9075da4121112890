import CCatvton

/// How the person is brought to the size of the network.
public enum Geometry: Int32, CaseIterable, Sendable {
    /// Person cropped to the aspect ratio, cloth padded.
    case crop = 0
    /// Person padded too, and the padding cut off the result.
    case pad = 1
}

/// Options of a try-on. The defaults are the library's; `Pipeline.defaultOptions()` has the model's size and steps.
public struct TryOnOptions: Sendable {
    /// Pixels of the result, a multiple of 8, 64...2048.
    public var width: Int
    /// Pixels of the result, a multiple of 8, 64...2048.
    public var height: Int
    /// DDIM steps, 1...999.
    public var numInferenceSteps: Int
    /// 0...30; 1 or less turns classifier-free guidance off.
    public var guidanceScale: Double
    /// Of every random draw; -1 draws one and reports it.
    public var seed: Int64
    /// Share of DDPM noise in each DDIM step, 0...1.
    public var eta: Double
    /// Radius in pixels of the blur on the given mask, 0...256.
    public var maskBlur: Int
    /// Puts the person's own pixels back outside the mask.
    public var repaint: Bool
    public var geometry: Geometry
    public var lockPolicy = LockPolicy.wait
    /// For the whole call, waiting included; 0 is none.
    public var deadlineSeconds: Double

    public init() {
        // Should this fail, everything is 0, which a run refuses with a message.
        var cOptions = catvton_tryon_options()
        _ = catvton_tryon_options_init(&cOptions, structSize(of: catvton_tryon_options.self))
        self.init(cOptions)
    }

    init(_ cOptions: catvton_tryon_options) {
        width = Int(cOptions.width)
        height = Int(cOptions.height)
        numInferenceSteps = Int(cOptions.num_inference_steps)
        guidanceScale = cOptions.guidance_scale
        seed = cOptions.seed
        eta = cOptions.eta
        maskBlur = Int(cOptions.mask_blur)
        repaint = cOptions.repaint != 0
        geometry = Geometry(rawValue: cOptions.geometry) ?? .crop
        deadlineSeconds = cOptions.deadline_seconds
    }

    func makeC(cancellation: CancellationToken?) throws -> catvton_tryon_options {
        var cOptions = catvton_tryon_options()
        try check(catvton_tryon_options_init(&cOptions, structSize(of: catvton_tryon_options.self)))
        cOptions.width = try cInt(width, "width")
        cOptions.height = try cInt(height, "height")
        cOptions.num_inference_steps = try cInt(numInferenceSteps, "numInferenceSteps")
        cOptions.guidance_scale = guidanceScale
        cOptions.seed = seed
        cOptions.eta = eta
        cOptions.mask_blur = try cInt(maskBlur, "maskBlur")
        cOptions.repaint = repaint ? 1 : 0
        cOptions.geometry = geometry.rawValue
        cOptions.lock_policy = lockPolicy.cValue
        cOptions.lock_timeout_seconds = lockPolicy.seconds
        cOptions.deadline_seconds = deadlineSeconds
        cOptions.cancellation = cancellation?.handle ?? 0
        return cOptions
    }
}
