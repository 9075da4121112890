import CCatvton

/// The library's messages, for the whole process.
public enum Log {
    /// How important a message is.
    public enum Level: Int32, CaseIterable, Sendable {
        case debug = 0
        case info = 1
        case warning = 2
        case error = 3
    }

    /// Sends messages of `minimum` and above to `sink`; nil silences the library, which is the default. The sink is
    /// called from the thread that logs, one message at a time; it must not call the library.
    public static func setSink(minimum: Level = .info, _ sink: (@Sendable (Level, String) -> Void)?) throws {
        guard let sink else {
            try check(catvton_set_log_sink(nil, nil, minimum.rawValue))
            return
        }
        // A sink lives as long as the process: C may be calling the former one until the call returns, and a program
        // sets few of them.
        let holder = Unmanaged.passRetained(SinkHolder(sink))
        do {
            try check(
                catvton_set_log_sink(
                    { level, message, userData in
                        guard let message, let userData, let level = Level(rawValue: level) else { return }
                        let holder = Unmanaged<SinkHolder>.fromOpaque(userData).takeUnretainedValue()
                        holder.sink(level, String(cString: message))
                    }, holder.toOpaque(), minimum.rawValue))
        } catch {
            holder.release()
            throw error
        }
    }
}

private final class SinkHolder {
    let sink: @Sendable (Log.Level, String) -> Void

    init(_ sink: @escaping @Sendable (Log.Level, String) -> Void) {
        self.sink = sink
    }
}
