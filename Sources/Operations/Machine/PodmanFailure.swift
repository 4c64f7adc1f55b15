public import Diagnostics
import Host

/// Podman could not do what it was asked for.
public struct PodmanFailure: Error, Sendable, CustomStringConvertible {
    /// What was asked for, such as `podman network create`: no values, which may be long or nobody's business.
    public let command: String
    /// Why not, in Podman's words.
    public let reason: String
    /// Whether there is no such program.
    public let isAbsent: Bool

    init(_ arguments: [String], _ result: ProcessResult) {
        let lines = String(decoding: result.stderr.suffix(8 << 10), as: UTF8.self).split(whereSeparator: \.isNewline)
        // Warnings may stand before and after the error.
        let told = lines.last { $0.hasPrefix("Error:") } ?? lines.last
        let text = told.map { $0.hasPrefix("Error: ") ? $0.dropFirst(7) : $0 }
        self.init(arguments, reason: text.map(String.init) ?? "it ended with status \(result.status)")
    }

    init(_ arguments: [String], _ failure: ProcessFailure) {
        let isAbsent: Bool = if case .notFound = failure { true } else { false }
        self.init(arguments, reason: failure.description, isAbsent: isAbsent)
    }

    init(_ arguments: [String], reason: String, isAbsent: Bool = false) {
        command = (["podman"] + arguments.prefix { !$0.hasPrefix("-") }.prefix(2)).joined(separator: " ")
        self.reason = DisplayWidth.printable(String(reason.prefix(600)))
        self.isAbsent = isAbsent
    }

    /// One sentence.
    public var description: String { "`\(command)`: \(reason)" }

    /// For people.
    public var finding: Finding {
        Finding(
            code: Code.podmanFailed, message: isAbsent ? "there is no podman on this machine" : description,
            hint: isAbsent
                ? "install it (Debian: apt install podman), then run `fairlead doctor`"
                : "`fairlead doctor` looks at what Podman needs of this machine")
    }
}
