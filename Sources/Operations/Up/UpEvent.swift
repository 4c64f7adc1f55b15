public import Kubernetes

/// What happens while a platform is brought up, for whoever shows it. Events come from several threads, one at a time.
public enum UpEvent: Sendable {
    /// A phase begins.
    case phase(number: Int, UpPhase)
    /// A step begins.
    case began(UpStep)
    /// A step waits, for these objects and reasons; told anew whenever the reasons change.
    case waiting(UpStep, [WaitReason])
    /// A step is done.
    case done(UpStep, UpOutcome, milliseconds: Int64)
    /// A step failed.
    case failed(UpStep, any Error)
    /// Something a person should know, such as a warning of the server.
    case note(UpStep, String)
}

/// What a step came to.
public enum UpOutcome: Sendable, Equatable {
    /// Everything was as it should be.
    case unchanged
    /// So many objects or releases were written.
    case changed(Int)
}

/// What is waited for, and why it is not there yet.
public struct WaitReason: Sendable, Equatable {
    /// The object.
    public var reference: ObjectReference
    /// Why it is not ready, in words.
    public var sentence: String
    /// Whether waiting alone will hardly help.
    public var isFailure: Bool

    /// A reason.
    ///
    /// - Parameters:
    ///   - reference: the object.
    ///   - sentence: why it is not ready.
    ///   - isFailure: whether waiting alone will hardly help.
    public init(_ reference: ObjectReference, _ sentence: String, isFailure: Bool = false) {
        self.reference = reference
        self.sentence = sentence
        self.isFailure = isFailure
    }
}

/// Why a step did not come to its end in time.
public struct GateFailure: Error, Sendable {
    /// What is waited for and why it is not there.
    public let reasons: [WaitReason]
    /// How long it was waited for, in seconds.
    public let seconds: Int
    /// The chain down to what blocks, with events and log lines.
    public let blockers: [Reason]
    /// The member whose step waited; nil for the platform as a whole. A namespace may hold several members.
    public let member: String?

    package init(reasons: [WaitReason], seconds: Int, blockers: [Reason], member: String? = nil) {
        self.member = member
        self.reasons = reasons
        self.seconds = seconds
        self.blockers = blockers
    }
}
