public import Diagnostics
public import Values

/// What the doctor saw.
public struct DoctorReport: Sendable {
    /// The results of one check.
    public struct Section: Sendable {
        /// The check's name.
        public var name: String
        /// What people read above its results.
        public var title: String
        /// What was seen.
        public var results: [DoctorResult]
    }

    /// The platform's name.
    public let platform: String
    /// What the platform runs on.
    public var place = "Kubernetes"
    /// The server's version; nil if it did not say.
    public let server: String?
    /// The checks in their order.
    public let sections: [Section]

    /// Every result.
    public var results: [DoctorResult] { sections.flatMap(\.results) }

    /// What must or should be put right.
    public var findings: Findings { Findings(results.compactMap(\.finding)) }

    /// Whether the cluster is not fit.
    ///
    /// - Parameter strict: warnings count as failures.
    public func isFailed(strict: Bool) -> Bool {
        results.contains { $0.outcome == .failure || (strict && $0.outcome == .warning) }
    }

    /// `12 fine, 1 warning, 2 failures, 1 not looked at`.
    public var summary: String {
        func count(_ outcome: DoctorResult.Outcome) -> Int { results.count { $0.outcome == outcome } }
        var parts = ["\(count(.ok)) fine"]
        if count(.warning) > 0 { parts.append(DoctorWords.count(count(.warning), "warning")) }
        if count(.failure) > 0 { parts.append(DoctorWords.count(count(.failure), "failure")) }
        if count(.skipped) > 0 { parts.append("\(count(.skipped)) not looked at") }
        return parts.joined(separator: ", ")
    }

    /// As data, for `-o json`.
    public var node: Node {
        [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Doctor", "platform": Node(.string(platform)),
            "server": server.map { Node(.string($0)) } ?? Node(.null),
            "fit": Node(.bool(!isFailed(strict: false))),
            "checks": Node(
                .list(
                    sections.map { section in
                        [
                            "name": Node(.string(section.name)), "title": Node(.string(section.title)),
                            "results": Node(.list(section.results.map(\.node))),
                        ]
                    })),
            "findings": findings.node,
        ]
    }

    /// For people: a block for each check, with a sign that needs no colour.
    ///
    /// - Parameter style: with or without colours.
    public func text(_ style: TextStyle = .plain) -> String {
        var lines: [String] = []
        for section in sections where !section.results.isEmpty {
            lines.append(style.apply(.strong, section.title))
            for result in section.results { lines += Self.lines(result, style) }
            lines.append("")
        }
        let verdict = isFailed(strict: false) ? "not fit yet" : "fit"
        let head = "\(platform) on \(place) \(server.map { DisplayWidth.printable($0) } ?? "of unknown version")"
        lines.append("\(head): \(style.apply(.strong, verdict)), \(summary)")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ result: DoctorResult, _ style: TextStyle) -> [String] {
        let (sign, role): (String, TextStyle.Role) =
            switch result.outcome {
            case .ok: ("✓", .good)
            case .warning: ("!", .warning)
            case .failure: ("✗", .error)
            case .skipped: ("-", .faint)
            }
        var first = "  \(style.apply(role, sign)) "
        if let code = result.code { first += style.apply(role, "[\(code.rawValue)]") + " " }
        if result.outcome != .ok, !result.components.isEmpty {
            first += DoctorWords.list(result.components, most: 4) + ": "
        }
        var lines = [first + DisplayWidth.printable(result.message)]
        if let cause = result.cause { lines.append("      cause: " + DisplayWidth.printable(cause)) }
        if let hint = result.hint { lines.append("      hint: " + DisplayWidth.printable(hint)) }
        return lines
    }
}
