public import Diagnostics

/// Why a store of secrets did not do what it was asked. No value is in it.
public struct VaultFailure: Error, Sendable {
    /// What kind of failure it is.
    public enum Kind: Sendable, Equatable {
        /// There is no answer.
        case unreachable
        /// It has no data yet, and no keys.
        case uninitialised
        /// Nobody has unsealed it since its start.
        case sealed
        /// The token is not good, or may not do this.
        case denied
        /// Somebody else wrote in the same moment.
        case conflict
        /// It refuses for another reason.
        case refused
    }
    /// What kind of failure it is.
    public let kind: Kind
    /// The sentence.
    public let message: String

    /// A failure.
    ///
    /// - Parameters:
    ///   - kind: what kind it is.
    ///   - message: the sentence.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    init(answer: VaultAPI.Answer, method: String, path: String) {
        let what =
            "\(method) \(path) was refused with \(answer.status)" + (answer.errors.isEmpty ? "" : ": \(answer.errors)")
        switch answer.status {
        case 401, 403: self.init(.denied, what)
        case 503: self.init(.sealed, what)
        default: self.init(.refused, what)
        }
    }

    /// The failure as a finding, with what to do.
    public var finding: Finding {
        let hint: String? =
            switch kind {
            case .unreachable:
                "name it with --address or BAO_ADDR; from outside of the cluster, `kubectl port-forward` leads to its Service"
            case .uninitialised: "`bao operator init` makes its keys, once; keep them apart from it"
            case .sealed: "`bao operator unseal` with a key share, as often as its threshold says"
            case .denied:
                "give a token of who may write there in BAO_TOKEN or --token-file; --values-only asks for no rights over policies and logins"
            case .conflict: "run it again; it reads what is there now"
            case .refused: nil
            }
        return Finding(code: Code.secretStoreRefuses, message: message, hint: hint)
    }
}
