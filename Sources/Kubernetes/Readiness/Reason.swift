/// One link of a chain of reasons: an object that is not ready, and what is known about it.
public struct Reason: Sendable, Equatable {
    /// What usually causes such a thing, and what to do.
    public struct Usual: Sendable, Equatable {
        /// What usually causes it; lower case, no full stop.
        public var cause: String
        /// What to do; lower case, no full stop.
        public var action: String

        /// What is usual.
        ///
        /// - Parameters:
        ///   - cause: what usually causes it.
        ///   - action: what to do.
        public init(cause: String, action: String) {
            self.cause = cause
            self.action = action
        }
    }

    /// The object.
    public var object: ObjectReference
    /// How far it is.
    public var state: ReadinessState
    /// What its newest warnings say, newest first, each once; at most five.
    public var events: [String]
    /// The last lines of the container that is to blame: at most ten and 2 KiB, what looks like a secret masked.
    public var logLines: [String]
    /// What usually causes it; nil where nothing is usual.
    public var usually: Usual?

    /// A link.
    ///
    /// - Parameters: as the properties say.
    public init(
        object: ObjectReference, state: ReadinessState, events: [String] = [], logLines: [String] = [],
        usually: Usual? = nil
    ) {
        self.object = object
        self.state = state
        self.events = events
        self.logLines = logLines
        self.usually = usually
    }

    /// What is the matter, for people.
    public var sentence: String { state.sentence }
}
