import CCatvton

/// What a call does when another inference holds the context's lock.
public enum LockPolicy: Sendable {
    /// Waits its turn.
    case wait
    /// Throws `busy` at once.
    case reject
    /// Waits so many seconds, 0 or more, then throws `busy`.
    case timeout(seconds: Double)

    var cValue: Int32 {
        switch self {
        case .wait: return Int32(CATVTON_LOCK_WAIT)
        case .reject: return Int32(CATVTON_LOCK_REJECT)
        case .timeout: return Int32(CATVTON_LOCK_TIMEOUT)
        }
    }

    var seconds: Double {
        if case .timeout(let seconds) = self { return seconds }
        return 0
    }
}
