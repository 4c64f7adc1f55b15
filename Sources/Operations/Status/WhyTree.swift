public import Kubernetes

/// A reason, and the reasons below it.
public struct WhyTree: Sendable {
    /// What a reason is about.
    public enum Kind: String, Sendable {
        /// A component that is waited for.
        case component
        /// A gate that is not open.
        case gate
        /// An object in the cluster.
        case object
    }

    /// What it is about.
    public var kind: Kind
    /// Its name, such as `Deployment shop/shop` or `cloudnative-pg`.
    public var title: String
    /// The object; nil for a component.
    public var object: ObjectReference?
    /// How far it is.
    public var state: ComponentStatus.State
    /// What is the matter.
    public var sentence: String
    /// Why it is waited for, from the plan.
    public var because: [String] = []
    /// What its newest warnings say.
    public var events: [String] = []
    /// The last lines of the container that is to blame, secrets masked.
    public var logLines: [String] = []
    /// What usually causes it.
    public var usually: String?
    /// What to do.
    public var action: String?
    /// The reasons below it.
    public var children: [WhyTree] = []

    init(
        _ kind: Kind, _ title: String, object: ObjectReference? = nil, state: ComponentStatus.State, _ sentence: String
    ) {
        self.kind = kind
        self.title = title
        self.object = object
        self.state = state
        self.sentence = sentence
    }

    /// A chain of the cluster's objects, each below the one before it; nil for an empty one.
    init?(_ chain: [Reason]) {
        var tree: WhyTree?
        for link in chain.reversed() {
            var current = WhyTree(
                .object, link.object.description, object: link.object, state: ComponentStatus.State(link.state.level),
                link.sentence)
            current.events = link.events
            current.logLines = link.logLines
            current.usually = link.usually?.cause
            current.action = link.usually?.action
            if let tree { current.children = [tree] }
            tree = current
        }
        guard let tree else { return nil }
        self = tree
    }
}

extension ComponentStatus.State {
    init(_ level: ReadinessState.Level) {
        switch level {
        case .ready: self = .ready
        case .progressing: self = .progressing
        case .failed: self = .failed
        case .unknown: self = .unknown
        }
    }
}
