public import Values

/// What came of an exchange. No secret value is in it: whoever carries an exchange out takes them out of what comes back.
public enum Outcome: Sendable, Equatable {
    /// An HTTP answer, whatever its status. Names of header fields are in small letters.
    case answer(status: Int, headers: [String: String], body: [UInt8])
    /// The text that came back: rows, a reply, a certificate.
    case text(String)
    /// Objects of the cluster.
    case objects([Node])
    /// The other side was reached and does not let us in.
    case denied(String)
    /// It was tried and came to nothing: no connection, no proper answer.
    case failed(String)
    /// It cannot be tried from here; why.
    case untried(String)
}

/// Somebody who carries exchanges out, in order.
public protocol Exchanger: Sendable {
    /// Carries exchanges out, all of them, whatever came of the ones before: the last may clean up.
    ///
    /// - Parameter exchanges: the exchanges.
    /// - Returns: an outcome for each.
    /// - Throws: `Interrupted` when the process was asked to stop.
    func carryOut(_ exchanges: [Exchange]) throws -> [Outcome]
}
