public import Values

/// What a change puts at risk.
public struct Risk: Sendable, Equatable {
    /// What kind of risk it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Nothing that a person must know before.
        case none
        /// Pods restart.
        case restarts
        /// What is served stops for a while.
        case downtime
        /// Data that nobody can make again may be gone.
        case dataLoss = "data-loss"
        /// The object must go and come again.
        case immutableField = "immutable-field"
        /// A credential changes under those who hold it.
        case credentialChange = "credential-change"
        /// Objects of a version that is served no longer cannot be read.
        case versionRemoval = "version-removal"
        /// More may come in or go out than before.
        case networkOpening = "network-opening"
    }

    /// What kind of risk it is.
    public var kind: Kind
    /// What may happen, in words.
    public var sentence: String

    /// A risk.
    ///
    /// - Parameters:
    ///   - kind: what kind of risk it is.
    ///   - sentence: what may happen; lower case, no full stop.
    public init(_ kind: Kind, _ sentence: String) {
        self.kind = kind
        self.sentence = sentence
    }

    /// What a change puts at risk.
    ///
    /// - Parameters:
    ///   - change: the change.
    ///   - desired: the object as it is to be; nil if it is to go.
    ///   - live: the object as it is; nil if it is not there or not at hand.
    ///   - readers: the workloads that read it, if it is a Secret.
    /// - Returns: at least one; `none` alone if there is nothing to say.
    public static func of(_ change: ObjectChange, desired: Node?, live: Node?, readers: [String] = []) -> [Risk] {
        guard change.action != .none, change.action != .refused, change.action != .create else {
            return [Risk(.none, "nothing that is there changes")]
        }
        let rules = RiskRules(change: change, desired: desired, live: live, readers: readers)
        let risks = [
            rules.immutableField, rules.dataLoss, rules.shrinking, rules.reclaim, rules.downtime, rules.restarts,
            rules.credential, rules.versions, rules.network,
        ].compactMap { $0 }
        return risks.isEmpty ? [Risk(.none, "no pod restarts and no data is touched")] : risks
    }
}
