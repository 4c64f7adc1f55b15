import Values

/// The stream of a watch, taken apart into events: one JSON object a line (API conventions, "watch").
struct WatchLines {
    /// What a line says.
    enum Line {
        case event(WatchEvent, resourceVersion: String)
        /// The server ends the watch with a `Status`.
        case ended(code: Int, status: Node)
        /// No event, or one without a place in the history.
        case unreadable
    }

    /// The longest line in bytes: etcd holds no larger objects than 1.5 MiB, and conversion may make them longer.
    static let longest = 16 << 20

    private var pending: [UInt8] = []

    /// Takes a piece of the stream.
    ///
    /// - Returns: the lines that are whole now; nil when a line is too long.
    mutating func take(_ piece: ArraySlice<UInt8>) -> [[UInt8]]? {
        var lines: [[UInt8]] = []
        var rest = piece
        while let end = rest.firstIndex(of: 0x0A) {
            let line = pending + rest[..<end]
            pending = []
            rest = rest[(end + 1)...]
            if line.count > Self.longest { return nil }
            if line.contains(where: { $0 > 0x20 }) { lines.append(line) }
        }
        pending += rest
        return pending.count > Self.longest ? nil : lines
    }

    /// Reads a line.
    static func read(_ line: [UInt8]) -> Line {
        guard let event = try? JSON.parse(line, file: "event"), let type = event["type"]?.string,
            let object = event["object"], object.mapping != nil
        else { return .unreadable }
        if type == "ERROR" { return .ended(code: Int(clamping: object["code"]?.integer ?? 0), status: object) }
        guard let version = object.at("metadata", "resourceVersion")?.string, !version.isEmpty else {
            return .unreadable
        }
        switch type {
        case "ADDED": return .event(.added(object), resourceVersion: version)
        case "MODIFIED": return .event(.modified(object), resourceVersion: version)
        case "DELETED": return .event(.deleted(object), resourceVersion: version)
        case "BOOKMARK": return .event(.bookmark(version), resourceVersion: version)
        default: return .unreadable
        }
    }
}
