import CCatvton

/// The part of the body that the garment covers.
public enum ClothType: Int32, CaseIterable, Sendable {
    case upper = 0
    case lower = 1
    case overall = 2
    case inner = 3
    case outer = 4
}

/// How close the mask lies.
public enum MaskFit: Int32, CaseIterable, Sendable {
    /// The reference's mask.
    case standard = 0
    /// Reaches 1/40 of the longer side further.
    case loose = 1
    /// No convex hull.
    case tight = 2
}

/// Who is masked when several people are found.
public enum PersonChoice: Sendable {
    /// The detection with the highest score.
    case best
    /// The detection with the largest box.
    case largest
    /// 0...99, counted from the best score.
    case index(Int)
}

/// Options of a mask. The defaults are the library's.
public struct MaskOptions: Sendable {
    public var personChoice = PersonChoice.best
    /// Takes the parsers' mask when nobody is found.
    public var allowNoPerson: Bool
    public var fit: MaskFit
    /// Pixels to grow the mask by, -1024...1024; negative shrinks.
    public var grow: Int
    /// Radius in pixels of a blur over the mask's edge, 0...256.
    public var feather: Int
    /// Grey, the photo's size: pixels of 128 and more join the mask.
    public var userAdd: Image?
    /// Grey, the photo's size: pixels of 128 and more leave the mask.
    public var userSubtract: Image?
    public var lockPolicy = LockPolicy.wait
    /// For the whole call, waiting included; 0 is none.
    public var deadlineSeconds: Double

    public init() {
        // Should this fail, everything is 0.
        var cOptions = catvton_mask_options()
        _ = catvton_mask_options_init(&cOptions, structSize(of: catvton_mask_options.self))
        allowNoPerson = cOptions.allow_no_person != 0
        fit = MaskFit(rawValue: cOptions.fit) ?? .standard
        grow = Int(cOptions.grow)
        feather = Int(cOptions.feather)
        deadlineSeconds = cOptions.deadline_seconds
    }

    /// Calls `body` with the struct of C, which is valid during the call.
    func withC<R>(
        cancellation: CancellationToken?, _ body: (UnsafePointer<catvton_mask_options>) throws -> R
    ) throws -> R {
        var cOptions = catvton_mask_options()
        try check(catvton_mask_options_init(&cOptions, structSize(of: catvton_mask_options.self)))
        switch personChoice {
        case .best: cOptions.person_choice = Int32(CATVTON_PERSON_BEST)
        case .largest: cOptions.person_choice = Int32(CATVTON_PERSON_LARGEST)
        case .index(let index):
            cOptions.person_choice = Int32(CATVTON_PERSON_INDEX)
            cOptions.person_index = try cInt(index, "index")
        }
        cOptions.allow_no_person = allowNoPerson ? 1 : 0
        cOptions.fit = fit.rawValue
        cOptions.grow = try cInt(grow, "grow")
        cOptions.feather = try cInt(feather, "feather")
        cOptions.lock_policy = lockPolicy.cValue
        cOptions.lock_timeout_seconds = lockPolicy.seconds
        cOptions.deadline_seconds = deadlineSeconds
        cOptions.cancellation = cancellation?.handle ?? 0
        return try withOptionalView(userAdd) { addView in
            try withOptionalView(userSubtract) { subtractView in
                cOptions.user_add = addView
                cOptions.user_subtract = subtractView
                return try withUnsafePointer(to: &cOptions, body)
            }
        }
    }
}
