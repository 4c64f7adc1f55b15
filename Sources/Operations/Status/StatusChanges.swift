import Diagnostics

/// What is different between two looks, a line for each part.
public enum StatusChanges {
    /// Lines such as `litellm  progressing  0/1  Pod litellm-0: ...`; every part where there was no look before.
    ///
    /// - Parameters:
    ///   - last: the look before; nil for none.
    ///   - status: the look.
    public static func between(_ last: PlatformStatus?, _ status: PlatformStatus) -> [String] {
        var before: [String: String] = [:]
        for part in last?.parts ?? [] { before[part.name] = line(part) }
        var lines = status.parts.compactMap { part -> String? in
            let line = line(part)
            return before[part.name] == line ? nil : line
        }
        if last?.isReady != status.isReady {
            lines.append("\(status.platform)  \(status.isReady ? "ready" : "not ready")")
        }
        return lines
    }

    private static func line(_ part: ComponentStatus) -> String {
        let count = part.pods.desired > 0 ? part.pods : part.objects
        let words = [part.name, StatusTable.word(part.state), count.desired > 0 ? count.text : "", part.why ?? ""]
        return DisplayWidth.printable(words.filter { !$0.isEmpty }.joined(separator: "  "))
    }
}
