import Values

/// A condition of an object's status (API conventions: "Typical status properties").
public struct ObjectCondition: Sendable, Equatable {
    /// The type, such as `Available`.
    public var type: String
    /// `True`, `False` or `Unknown`; `Unknown` too when it tells of an older generation of the object.
    public var status: String
    /// The reason word.
    public var reason: String
    /// What it says, made one line and at most 400 characters.
    public var message: String
    /// When it last changed, in seconds since 1970.
    public var since: Int64?

    /// A condition.
    ///
    /// - Parameters: as the properties say.
    public init(type: String, status: String, reason: String = "", message: String = "", since: Int64? = nil) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        self.since = since
    }

    /// Whether it holds.
    public var isTrue: Bool { status == "True" }
    /// Whether it is known not to hold.
    public var isFalse: Bool { status == "False" }

    /// What it says, or else its reason, or else its type and status.
    public var words: String {
        if !message.isEmpty { return message }
        return reason.isEmpty ? "\(type) is \(status)" : reason
    }

    /// Reads a condition; nil when it has no type.
    init?(_ node: Node, generation: Int64?) {
        guard let type = node["type"]?.string, !type.isEmpty else { return nil }
        let seen = node["observedGeneration"]?.integer
        let isOld = if let seen, let generation { seen > 0 && seen < generation } else { false }
        self.init(
            type: type, status: isOld ? "Unknown" : node["status"]?.string ?? "",
            reason: isOld ? "OlderGeneration" : node["reason"]?.string ?? "",
            message: isOld ? "" : OneLine.text(node["message"]?.string ?? ""),
            since: (node["lastTransitionTime"]?.string).flatMap(Timestamp.seconds))
    }
}

/// Text of a server, made fit for one line on a terminal.
enum OneLine {
    /// White space and control characters become one space, and the end is cut off.
    static func text(_ text: String, limit: Int = 400) -> String {
        var result = ""
        var count = 0
        var isPending = false
        for scalar in text.unicodeScalars {
            // Controls of C0, C1 and those that turn the direction of text could play with the reader's terminal.
            let isControl =
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                || scalar.value == 0x2028 || scalar.value == 0x2029
            if isControl || scalar == " " {
                isPending = !result.isEmpty
                continue
            }
            if count >= limit { return result + "…" }
            if isPending {
                result.unicodeScalars.append(" ")
                count += 1
                isPending = false
            }
            result.unicodeScalars.append(scalar)
            count += 1
        }
        return result
    }
}
