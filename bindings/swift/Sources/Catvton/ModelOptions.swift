import CCatvton

/// Which of CatVTON's retrained self-attentions.
public enum AttentionVersion: Int32, CaseIterable, Sendable {
    case mix = 0
    case vitonHD = 1
    case dressCode = 2
}

/// Where the weights come from. A source is a folder, or an owner/repository in the Hugging Face cache; "" is the
/// published one.
public struct ModelOptions: Sendable {
    /// "mini", "catvton", "catvton-maskfree", a folder or a merged file.
    public var model: String
    /// UNet and scheduler.
    public var baseModel = ""
    /// Source of the VAE.
    public var vae = ""
    /// CatVTON's attention and the masker's weights.
    public var resumePath = ""
    public var attentionVersion = AttentionVersion.mix
    /// The variant that needs no mask.
    public var maskFree = false

    public init(model: String = "") {
        self.model = model
    }

    /// Calls `body` with the struct of C, which is valid during the call.
    func withC<R>(_ body: (UnsafePointer<catvton_model_options>) throws -> R) throws -> R {
        var cOptions = catvton_model_options()
        try check(catvton_model_options_init(&cOptions, structSize(of: catvton_model_options.self)))
        cOptions.attention_version = attentionVersion.rawValue
        cOptions.mask_free = maskFree ? 1 : 0
        return try model.withCString { cModel in
            try baseModel.withCString { cBase in
                try vae.withCString { cVae in
                    try resumePath.withCString { cResume in
                        cOptions.model = cModel
                        cOptions.base_model = cBase
                        cOptions.vae = cVae
                        cOptions.resume_path = cResume
                        return try withUnsafePointer(to: &cOptions, body)
                    }
                }
            }
        }
    }
}
