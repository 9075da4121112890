extension Pipeline {
    /// One try-on in a task. It computes on a thread of Dispatch, so that none of Swift's own few threads blocks; when the
    /// task is cancelled the run stops within one step, and this throws `CancellationError`.
    ///
    /// `progress` is called on that thread. Parameters and errors as the blocking one.
    public func run(
        person: Image, cloth: Image, mask: Image? = nil, options: TryOnOptions? = nil,
        progress: (@Sendable (Progress) throws -> Control)? = nil
    ) async throws -> TryOnResult {
        try await cancellable { token in
            try self.run(
                person: person, cloth: cloth, mask: mask, options: options, cancellation: token, progress: progress)
        }
    }

    /// As the other, with a mask that `masker` finds on the person.
    public func run(
        person: Image, cloth: Image, masker: AutoMasker, clothType: ClothType, options: TryOnOptions? = nil,
        maskOptions: MaskOptions = MaskOptions(), progress: (@Sendable (Progress) throws -> Control)? = nil
    ) async throws -> TryOnResult {
        try await cancellable { token in
            try self.run(
                person: person, cloth: cloth, masker: masker, clothType: clothType, options: options,
                maskOptions: maskOptions, cancellation: token, progress: progress)
        }
    }
}

extension AutoMasker {
    /// The mask in a task; cancelled between the networks. Otherwise as `Pipeline.run`.
    public func mask(
        person: Image, clothType: ClothType, options: MaskOptions = MaskOptions()
    ) async throws -> MaskResult {
        try await cancellable { token in
            try self.mask(person: person, clothType: clothType, options: options, cancellation: token)
        }
    }
}
