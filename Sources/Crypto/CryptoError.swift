internal import COpenSSL

/// An operation that OpenSSL, libcrypt or the entropy source refused, or that was asked for with impossible input.
public struct CryptoError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence without a full stop; it never holds secret material.
    public let message: String

    /// Makes an error from its sentence.
    ///
    /// - Parameter message: what went wrong, lower case, no full stop.
    public init(_ message: String) {
        self.message = message
    }

    /// The sentence.
    public var description: String { message }

    /// Makes an error from what OpenSSL noted on this thread, and empties its notes so that they cannot surface later.
    static func openSSL(_ action: String) -> CryptoError {
        let code = ERR_peek_last_error()
        let reason = ERR_reason_error_string(code).map { String(cString: $0) }
        ERR_clear_error()
        return CryptoError(reason.map { "cannot \(action): \($0)" } ?? "cannot \(action)")
    }
}
