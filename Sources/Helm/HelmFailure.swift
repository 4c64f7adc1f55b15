/// Why Helm could not do what it was asked for.
public struct HelmFailure: Error, Sendable, Equatable {
    /// The sort of failure.
    public enum Kind: Sendable, Equatable {
        /// Neither the library nor the command was found, or it is not usable.
        case libraryMissing
        /// The chart could not be read.
        case chartLoad
        /// The chart was read, but breaks a rule for charts.
        case chartInvalid
        /// The values do not fit the chart; ``HelmFailure/violations`` says where when the chart has a schema.
        case values
        /// A template could not be parsed or executed.
        case render
        /// What was asked for does not exist.
        case notFound
        /// A file could not be read or written.
        case io
        /// A chart repository or registry did not answer as expected.
        case repository
        /// It was stopped on request.
        case cancelled
        /// What was waited for did not come in time.
        case timeout
        /// The cluster could not be reached or did not take what it was given.
        case kube
        /// Helm's records of a release could not be read or written.
        case storage
        /// The release is not in a state for what was asked, or the change failed.
        case release
        /// Helm itself broke; the process lives on.
        case panic
        /// Another code of the library.
        case other(code: Int32)
    }

    /// The sort of failure.
    public var kind: Kind
    /// One sentence, without the places and wrappings that Helm puts around it.
    public var message: String
    /// What to do about it, when that is known.
    public var hint: String?
    /// The way through the templates, from the one that Helm executed to the one that failed.
    public var trail: [TemplateLocation]
    /// What the chart's schema has against the values, one element per path.
    public var violations: [SchemaViolation]

    /// The file of the chart where it failed, such as `chart/templates/deployment.yaml`.
    public var template: String? { trail.last?.path }
    /// The line in that file, from 1.
    public var line: Int? { trail.last?.line }
    /// The column in that file in bytes, from 1.
    public var column: Int? { trail.last?.column }

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - kind: the sort of failure.
    ///   - message: one sentence, lower case, no full stop.
    ///   - hint: what to do about it.
    ///   - trail: the way through the templates, the failing one last.
    ///   - violations: what the chart's schema has against the values.
    public init(
        _ kind: Kind, _ message: String, hint: String? = nil, trail: [TemplateLocation] = [],
        violations: [SchemaViolation] = []
    ) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.trail = trail
        self.violations = violations
    }

    /// Reads a failure from what Helm says.
    ///
    /// - Parameters:
    ///   - kind: the sort of failure, from the code of the library.
    ///   - text: Helm's error text.
    public init(_ kind: Kind, parsing text: String) {
        if kind == .values, let violations = SchemaViolation.parse(text), !violations.isEmpty {
            let count = violations.count
            self.init(
                kind, "the values do not fit the chart's schema in \(count) place\(count == 1 ? "" : "s")",
                violations: violations)
            return
        }
        let parsed = HelmMessage(text)
        self.init(kind, parsed.message, hint: parsed.hint, trail: parsed.trail)
    }
}

extension HelmFailure.Kind {
    /// The kind for a code of the library (`helm_c.h`) and the message with it.
    init(code: Int32, message: String) {
        switch code {
        // The library does not tell the end of a timeout from a cancellation.
        case -6 where message.contains("context deadline exceeded"): self = .timeout
        case -5: self = .panic
        case -6: self = .cancelled
        case -7: self = .notFound
        case -8: self = .io
        case -20: self = .chartLoad
        case -21: self = .chartInvalid
        case -22: self = .values
        case -23: self = .render
        case -40, -41: self = .repository
        case -60: self = .kube
        case -61: self = .storage
        case -62: self = .release
        default: self = .other(code: code)
        }
    }
}

extension HelmFailure: CustomStringConvertible {
    /// The message with its place in front, and what the schema says below.
    public var description: String {
        var text = message
        if let location = trail.last { text = "\(location): \(text)" }
        for violation in violations { text += "\n  \(violation)" }
        return text
    }
}
