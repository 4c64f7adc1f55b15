/// The findings of one run, collected so that all are shown at once and not only the first.
public struct Findings: Sendable, Equatable {
    /// Every finding in the order it was added.
    public private(set) var all: [Finding]

    /// Makes a collection.
    ///
    /// - Parameter findings: what it starts with.
    public init(_ findings: [Finding] = []) { all = findings }

    /// Adds one finding.
    public mutating func add(_ finding: Finding) { all.append(finding) }

    /// Adds several findings.
    public mutating func add(contentsOf findings: some Sequence<Finding>) { all.append(contentsOf: findings) }

    /// Whether nothing was found.
    public var isEmpty: Bool { all.isEmpty }

    /// Whether there is at least one error.
    public var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// The findings by file, line, column and code, each once.
    public func sorted() -> [Finding] {
        var result: [Finding] = []
        result.reserveCapacity(all.count)
        for finding in all.sorted(by: { $0.comesBefore($1) }) {
            if let last = result.last, last.isDuplicate(of: finding) { continue }
            result.append(finding)
        }
        return result
    }

    /// How many there are, in words: `2 errors, 1 warning`; `no findings` when there are none.
    public var summary: String {
        let shown = sorted()
        let parts = Finding.Severity.allCases.reversed().compactMap { severity -> String? in
            let count = shown.count { $0.severity == severity }
            guard count > 0 else { return nil }
            return "\(count) \(severity.word)\(count == 1 ? "" : "s")"
        }
        return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    }

    /// Stops the work when there is an error.
    ///
    /// - Parameter sources: the files the findings point into, for showing the lines.
    /// - Throws: ``FindingsError`` with everything collected so far.
    public func throwIfErrors(sources: Sources = Sources()) throws(FindingsError) {
        if hasErrors { throw FindingsError(findings: sorted(), sources: sources) }
    }
}

/// Thrown when the findings make it impossible to go on.
public struct FindingsError: Error, Sendable {
    /// What was found.
    public let findings: [Finding]
    /// The files the findings point into, as far as they are known.
    public let sources: Sources

    /// Makes the error.
    ///
    /// - Parameters:
    ///   - findings: what was found.
    ///   - sources: the files the findings point into.
    public init(findings: [Finding], sources: Sources = Sources()) {
        self.findings = findings
        self.sources = sources
    }
}
