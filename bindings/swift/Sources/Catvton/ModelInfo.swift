import CCatvton

/// What is known of a file.
public enum FileState: Int32, CaseIterable, Sendable {
    /// Its hash is the hub's.
    case good = 0
    /// It is not on this disk.
    case missing = 1
    /// Its hash is another.
    case damaged = 2
    /// It was not compared, or there is nothing to compare it with.
    case unknown = 3
}

/// One file of a model.
public struct ModelFile: Equatable, Sendable {
    /// owner/name; "": installed with the library.
    public let repository: String
    /// A commit, or a name such as "main".
    public let revision: String
    /// In the repository.
    public let path: String
    /// 0: not known.
    public let bytes: UInt64
    /// Before `Models.verify` only whether it is there.
    public let state: FileState
    /// Path on this disk; nil: not there.
    public let location: String?

    init(_ cFile: catvton_model_file) {
        repository = String(cString: cFile.repository)
        revision = String(cString: cFile.revision)
        path = String(cString: cFile.path)
        bytes = cFile.bytes
        state = FileState(rawValue: cFile.state) ?? .unknown
        let location = String(cString: cFile.location)
        self.location = location.isEmpty ? nil : location
    }
}

/// Whom the files of one repository belong to.
public struct ModelLicense: Equatable, Sendable {
    /// owner/name; "": installed with the library.
    public let repository: String
    /// "CC BY-NC-SA 4.0".
    public let name: String
    /// Of its text; "": none.
    public let url: String
    /// What it asks beyond keeping the notice, in a few words; or "".
    public let terms: String

    init(_ cLicense: catvton_model_license) {
        repository = String(cString: cLicense.repository)
        name = String(cString: cLicense.name)
        url = String(cString: cLicense.url)
        terms = String(cString: cLicense.terms)
    }
}

/// A model that has a name.
public struct ModelInfo: Equatable, Sendable {
    /// As `ModelOptions.model` takes it.
    public let name: String
    public let description: String
    /// Every file is on this disk.
    public let isComplete: Bool
    /// Of all files whose size is known.
    public let bytes: UInt64
    public let files: [ModelFile]
    public let licenses: [ModelLicense]
    /// Of the model, or of its repositories that are (in part) on this disk.
    public let folders: [String]

    /// The model-th of those that the handle holds.
    init(_ handle: catvton_models, _ model: UInt64) throws {
        var cInfo = catvton_model_info()
        cInfo.struct_size = structSize(of: catvton_model_info.self)
        try check(catvton_models_get_info(handle, model, &cInfo))
        name = String(cString: cInfo.name)
        description = String(cString: cInfo.description)
        isComplete = cInfo.complete != 0
        bytes = cInfo.bytes
        files = try (0..<cInfo.file_count).map { index in
            var cFile = catvton_model_file()
            cFile.struct_size = structSize(of: catvton_model_file.self)
            try check(catvton_models_get_file(handle, model, index, &cFile))
            return ModelFile(cFile)
        }
        licenses = try (0..<cInfo.license_count).map { index in
            var cLicense = catvton_model_license()
            cLicense.struct_size = structSize(of: catvton_model_license.self)
            try check(catvton_models_get_license(handle, model, index, &cLicense))
            return ModelLicense(cLicense)
        }
        folders = try (0..<cInfo.folder_count).map { index in
            var folder: UnsafePointer<CChar>?
            try check(catvton_models_get_folder(handle, model, index, &folder))
            return folder.map { String(cString: $0) } ?? ""
        }
    }

    /// All that the handle holds, which is freed.
    static func all(taking handle: catvton_models) throws -> [ModelInfo] {
        defer { _ = catvton_models_free(handle) }
        var count: UInt64 = 0
        try check(catvton_models_get_count(handle, &count))
        return try (0..<count).map { try ModelInfo(handle, $0) }
    }
}
