/// How far an object is from doing its work.
public struct ReadinessState: Sendable, Equatable, CustomStringConvertible {
    /// The four answers.
    public enum Level: String, Sendable, CaseIterable {
        /// It does what it is there for.
        case ready
        /// It is on its way, and waiting may be all it needs.
        case progressing
        /// Waiting alone will hardly help.
        case failed
        /// The object does not say.
        case unknown
    }

    /// The answer.
    public var level: Level
    /// One word for programs, such as `ImagePullBackOff`; empty when ready.
    public var reason: String
    /// The answer for people; lower case, no full stop.
    public var sentence: String
    /// The condition that the answer stands on, where it stands on one.
    public var condition: ObjectCondition?

    /// An answer.
    ///
    /// - Parameters:
    ///   - level: the answer.
    ///   - reason: one word for programs.
    ///   - sentence: the answer for people.
    ///   - condition: what it stands on.
    public init(_ level: Level, reason: String = "", _ sentence: String, condition: ObjectCondition? = nil) {
        self.level = level
        self.reason = reason
        self.sentence = sentence
        self.condition = condition
    }

    /// Whether the object does its work.
    public var isReady: Bool { level == .ready }
    /// Whether the object is being removed.
    public var isBeingRemoved: Bool { reason == Self.terminating }
    /// The sentence.
    public var description: String { sentence }

    /// The reason word of an object that is being removed.
    public static let terminating = "Terminating"

    static func ready(_ sentence: String, _ condition: ObjectCondition? = nil) -> ReadinessState {
        ReadinessState(.ready, sentence, condition: condition)
    }

    static func progressing(
        _ reason: String, _ sentence: String, _ condition: ObjectCondition? = nil
    ) -> ReadinessState {
        ReadinessState(.progressing, reason: reason, sentence, condition: condition)
    }

    static func failed(_ reason: String, _ sentence: String, _ condition: ObjectCondition? = nil) -> ReadinessState {
        ReadinessState(.failed, reason: reason, sentence, condition: condition)
    }
}
