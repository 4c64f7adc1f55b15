import Values

extension KubernetesFailure {
    /// A failure of the configuration, with the place in the file where there is one.
    static func access(_ message: String, at place: Place? = nil, hint: String? = nil) -> KubernetesFailure {
        KubernetesFailure(.access, message + (place.map { " (\($0))" } ?? ""), hint: hint)
    }
}

/// Text from outside for a message: one line, nothing that moves the cursor, not longer than a message may be.
func plainText(_ text: String, limit: Int = 300) -> String {
    var result = String.UnicodeScalarView()
    var isPending = false
    for scalar in text.unicodeScalars.prefix(limit * 8) {
        let isSpace = scalar.properties.isWhitespace
        let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        if isSpace || isControl {
            isPending = !result.isEmpty
            continue
        }
        if isPending { result.append(" ") }
        isPending = false
        result.append(scalar)
        if result.count >= limit { return String(result) + "…" }
    }
    return String(result)
}
