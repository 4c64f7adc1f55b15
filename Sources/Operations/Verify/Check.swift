/// One thing that is looked at to know that the platform works.
public struct Check: Sendable {
    /// Where it is asked from.
    public enum Vantage: Sendable, Equatable {
        /// From where people are, or from the cluster's API.
        case outside
        /// From a namespace of the cluster, as the consumer asks.
        case namespace(String)
    }

    /// Unique in the platform: consumer, requirement, what is asked, such as `open-webui/llm/chat.assistant`.
    public var id: String
    /// What it is, for people.
    public var title: String
    /// What it proves when it passes.
    public var proves: String
    /// The capability that the binding is of.
    public var capability: String
    /// The member that needs.
    public var consumer: String
    /// The member that gives.
    public var provider: String
    /// The binding's key.
    public var binding: String
    /// The host it stands on; nil where it is inside the cluster.
    public var host: String?
    /// Where it is asked from.
    public var vantage: Vantage
    /// Why it is left out unless it is asked for by name; nil if it is not.
    public var leftOut: String?
    /// How it is asked.
    public var probe: any Probe

    /// The credentials that it needs, each once.
    public var needs: [ProbeSecret] {
        probe.exchanges.flatMap(\.secrets).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

/// What came of a check.
public struct CheckResult: Sendable {
    /// What it came to.
    public enum Verdict: Sendable, Equatable {
        /// It is as it should be; what was seen.
        case passed(String)
        /// It is not; what is wrong, and what usually causes it.
        case failed(String, hint: String?)
        /// It was not looked at; why.
        case skipped(String)
    }
    /// The check.
    public var check: Check
    /// What it came to.
    public var verdict: Verdict
    /// How long it took, in milliseconds; for checks of one Job, how long the Job took.
    public var milliseconds: Int64

    /// Whether it failed.
    public var isFailed: Bool {
        if case .failed = verdict { return true }
        return false
    }
}
