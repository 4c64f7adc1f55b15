public import Diagnostics
public import Values

/// One thing that a chart's `values.schema.json` has against the values.
public struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
    /// The chart or subchart whose schema it is.
    public let chart: String
    /// The keys from that chart's values to the one it is about; empty for the values as a whole.
    public let path: [String]
    /// What is wrong, such as `got number, want string`.
    public let message: String

    /// Makes a violation.
    ///
    /// - Parameters:
    ///   - chart: the chart whose schema it is.
    ///   - path: the keys to the value.
    ///   - message: what is wrong.
    public init(chart: String, path: [String], message: String) {
        self.chart = chart
        self.path = path
        self.message = message
    }

    /// The path and what is wrong there.
    public var description: String { "\(pathText): \(message)" }

    private var pathText: String {
        path.isEmpty ? "values" : NodePath(path.map { NodePath.Step.key($0) }).description
    }

    /// The violation as a finding, at the place where the value, or the nearest one around it, was written.
    ///
    /// - Parameters:
    ///   - code: the finding's code.
    ///   - values: the values that were checked.
    ///   - component: the component they belong to.
    /// - Returns: the finding.
    public func finding(code: Code = .valuesRefused, values: Node, component: String? = nil) -> Finding {
        var path = self.path
        var place = values.at(path)?.place
        while place == nil, !path.isEmpty {
            path.removeLast()
            place = values.at(path)?.place
        }
        return Finding(
            code: code, message: "value \(pathText) does not fit chart \(chart): \(message)", place: place,
            component: component)
    }
}

extension SchemaViolation {
    /// Reads the report of Helm's schema check (`pkg/chart/common/util/jsonschema.go`, which prints the output units of
    /// the JSON Schema library): per chart a line `NAME:`, below it `- at '/pointer': reason`, with the parts of a
    /// compound reason indented below it. Only the innermost reasons are kept, joined per path.
    ///
    /// - Parameter text: Helm's error text.
    /// - Returns: the violations, or nil when the text is no such report.
    static func parse(_ text: String) -> [SchemaViolation]? {
        let lines = text.utf8.split(separator: 0x0A).map { Array($0)[...] }
        // A rendering puts a headline above the report, a check alone does not.
        let hasHeadline = lines.first?.starts(with: "values don't meet the specifications of the schema".utf8) ?? false
        guard hasHeadline || lines.contains(where: { $0.starts(with: "- at '".utf8) }) else { return nil }
        var report = SchemaReport()
        for line in lines.dropFirst(hasHeadline ? 1 : 0) { report.read(line) }
        return report.finish()
    }
}

/// Collects the lines of one report.
private struct SchemaReport {
    private struct Reason {
        let indent: Int
        let chart: String
        let path: [String]
        let message: String
        /// Whether one of the parts below would be enough.
        var isChoice: Bool { message.hasPrefix("'oneOf'") || message.hasPrefix("'anyOf'") }
    }

    private var chart = ""
    private var open: [Reason] = []
    private var hasParts = false
    private var order: [String] = []
    private var found: [String: SchemaViolation] = [:]

    mutating func read(_ line: ArraySlice<UInt8>) {
        let body = line.trimmedStart()
        let indent = line.count - body.count
        guard body.starts(with: "- at '".utf8), let (path, reason) = Self.split(body.dropFirst(6)) else {
            closeAll()
            if indent == 0, body.last == UInt8(ascii: ":") {
                chart = String(decoding: body.dropLast(), as: UTF8.self)
            } else {
                record(chart: chart, path: [], message: String(decoding: body, as: UTF8.self), joiner: "; ")
            }
            return
        }
        while let last = open.last, last.indent >= indent { close(last) }
        open.append(Reason(indent: indent, chart: chart, path: path, message: reason))
        hasParts = false
    }

    mutating func finish() -> [SchemaViolation] {
        closeAll()
        return order.compactMap { found[$0] }
    }

    private mutating func closeAll() {
        while let last = open.last { close(last) }
    }

    private mutating func close(_ reason: Reason) {
        open.removeLast()
        if !hasParts {
            let joiner = open.last?.isChoice == true ? " or " : "; "
            record(chart: reason.chart, path: reason.path, message: reason.message, joiner: joiner)
        }
        hasParts = true
    }

    private mutating func record(chart: String, path: [String], message: String, joiner: String) {
        let key = ([chart] + path).joined(separator: "\u{0}")
        if let present = found[key] {
            guard !present.message.contains(message) else { return }
            found[key] = SchemaViolation(chart: chart, path: path, message: present.message + joiner + message)
        } else {
            order.append(key)
            found[key] = SchemaViolation(chart: chart, path: path, message: message)
        }
    }

    /// Takes `/pointer': reason` apart. Quotes in the pointer are escaped with a backslash, `~1` is `/` and `~0` is `~`.
    private static func split(_ bytes: ArraySlice<UInt8>) -> (path: [String], reason: String)? {
        var pointer: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "'") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex { index += 1 }
            pointer.append(bytes[index])
            index += 1
        }
        let rest = bytes[min(index, bytes.endIndex)...]
        guard rest.starts(with: "': ".utf8) else { return nil }
        let path = pointer.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        return (path.map { unescape($0) }, String(decoding: rest.dropFirst(3), as: UTF8.self))
    }

    /// RFC 6901, section 4.
    private static func unescape(_ part: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var index = part.startIndex
        while index < part.endIndex {
            if part[index] == UInt8(ascii: "~"), index + 1 < part.endIndex, [0x30, 0x31].contains(part[index + 1]) {
                bytes.append(part[index + 1] == 0x31 ? UInt8(ascii: "/") : UInt8(ascii: "~"))
                index += 2
            } else {
                bytes.append(part[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
