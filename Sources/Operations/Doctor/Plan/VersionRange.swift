import Kubernetes

/// What a chart asks of Kubernetes, such as `>= 1.25.0-0 < 2 || ^1.24`.
///
/// The words are those of Helm's `Chart.yaml` (`kubeVersion`: constraints of semantic versions, `||` between alternatives, spaces or
/// commas between conditions that hold together). Only major and minor number count, as servers add words of their own after them.
enum VersionRange {
    /// Whether a server is in a range; nil if the range cannot be read.
    static func holds(_ range: String, _ version: ServerVersion) -> Bool? {
        var any = false
        for alternative in alternatives(range) {
            guard let conditions = conditions(alternative) else { return nil }
            var all = true
            for condition in conditions {
                guard let holds = one(condition, version) else { return nil }
                all = all && holds
            }
            any = any || all
        }
        return any
    }

    private static func alternatives(_ range: String) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var bytes = Array(range.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "|") {
                if bytes.first == byte { bytes = bytes.dropFirst() }
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        return parts
    }

    // An operator may stand apart from its number.
    private static func conditions(_ bytes: [UInt8]) -> [(operation: String, version: String)]? {
        var result: [(String, String)] = []
        var operation = ""
        let words = bytes.split { $0 == 0x20 || $0 == UInt8(ascii: ",") || $0 == 0x09 }.map {
            String(decoding: $0, as: UTF8.self)
        }
        if words.contains("-") { return nil }
        for word in words {
            let signs = String(word.prefix { "<>=!~^".contains($0) })
            let rest = String(word.dropFirst(signs.count))
            operation += signs
            if !rest.isEmpty {
                result.append((operation, rest))
                operation = ""
            }
        }
        return operation.isEmpty ? result : nil
    }

    private static func one(_ condition: (operation: String, version: String), _ version: ServerVersion) -> Bool? {
        let text = condition.version.hasPrefix("v") ? String(condition.version.dropFirst()) : condition.version
        let numbers = text.prefix { $0 != "-" && $0 != "+" }.split(separator: ".", omittingEmptySubsequences: false)
        func isAny(_ part: Substring) -> Bool { part == "*" || part == "x" || part == "X" }
        guard let first = numbers.first else { return nil }
        if isAny(first) { return true }
        guard let major = Int(first) else { return nil }
        guard numbers.count > 1, !isAny(numbers[1]) else {
            return compare(condition.operation, version.major - major, wholeMajor: true)
        }
        guard let minor = Int(numbers[1]) else { return nil }
        let patch = numbers.count > 2 ? Int(numbers[2]) ?? 0 : 0
        let order =
            (version.major, version.minor) == (major, minor)
            ? 0 : (version.major, version.minor) < (major, minor) ? -1 : 1
        switch condition.operation {
        case "^": return version.major == major && order >= 0
        // Only the minor number is known: a smaller patch of the same minor version counts as in.
        case "<" where patch > 0: return order <= 0
        case ">" where patch > 0 || numbers.count > 2: return order >= 0
        default: return compare(condition.operation, order, wholeMajor: false)
        }
    }

    private static func compare(_ operation: String, _ order: Int, wholeMajor: Bool) -> Bool? {
        switch operation {
        case "", "=", "==", "~", "~>": order == 0
        case "^": order == 0
        case "!=": order != 0
        case ">": order > 0
        case "<": order < 0
        case ">=", "=>": order >= 0
        case "<=", "=<": order <= 0
        default: nil
        }
    }
}
