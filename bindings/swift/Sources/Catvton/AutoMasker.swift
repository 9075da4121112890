import CCatvton

/// A mask and the maps it was made of: grey pictures of the photo's size.
public struct MaskResult: Sendable {
    /// 255 is repainted, 0 kept; between with feather.
    public let mask: Image
    /// Labels 0...24.
    public let densePose: Image
    /// Labels 0...17.
    public let atr: Image
    /// Labels 0...19.
    public let lip: Image
    /// Index of the person who was masked, best score first; nil: none.
    public let person: Int?
    /// People who were found.
    public let peopleCount: Int

    /// Copies what the handle holds and frees it.
    init(taking handle: catvton_mask_result) throws {
        defer { _ = catvton_mask_result_free(handle) }
        func map(_ map: Int32) throws -> Image {
            var cView = catvton_image_view()
            try check(catvton_mask_result_get_map(handle, map, &cView))
            return try required(Image(copying: cView))
        }
        mask = try map(Int32(CATVTON_MAP_MASK))
        densePose = try map(Int32(CATVTON_MAP_DENSEPOSE))
        atr = try map(Int32(CATVTON_MAP_ATR))
        lip = try map(Int32(CATVTON_MAP_LIP))
        var cInfo = catvton_mask_result_info()
        cInfo.struct_size = structSize(of: catvton_mask_result_info.self)
        try check(catvton_mask_result_get_info(handle, &cInfo))
        person = cInfo.person < 0 ? nil : Int(cInfo.person)
        peopleCount = Int(cInfo.people_count)
    }
}

/// Photo of a person -> cloth-agnostic mask. The networks are loaded when first needed. May be used from any thread;
/// calls on one `GpuContext` take turns.
public final class AutoMasker: @unchecked Sendable {
    let handle: catvton_masker

    /// Throws `notFound` when there are no such weights.
    public init(_ context: GpuContext, model: ModelOptions) throws {
        var created: catvton_masker = 0
        try model.withC { try check(catvton_masker_create(context.handle, $0, &created)) }
        handle = created
    }

    deinit {
        _ = catvton_masker_free(handle)
    }

    /// The mask for a garment of `clothType`; blocks the thread. In a task, use the asynchronous one.
    ///
    /// - Parameters:
    ///   - person: sides 64...4096.
    ///   - clothType: the part of the body that the garment covers.
    ///   - options: see `MaskOptions`.
    ///   - cancellation: looked at between the networks.
    /// - Throws: `noPerson`, `corruptWeights`, `busy`, `cancelled`, `deadlineExceeded`.
    public func mask(
        person: Image, clothType: ClothType, options: MaskOptions = MaskOptions(), cancellation: CancellationToken?
    ) throws -> MaskResult {
        var result: catvton_mask_result = 0
        try person.withView { personView in
            try options.withC(cancellation: cancellation) { cOptions in
                try check(catvton_masker_run(handle, personView, clothType.rawValue, cOptions, &result))
            }
        }
        return try MaskResult(taking: result)
    }
}
