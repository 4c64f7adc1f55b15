/// Why a request to a cluster came to nothing.
public struct KubernetesFailure: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: Sendable, Equatable {
        /// The configuration of the access is wrong or not there.
        case access
        /// No answer: name, connection, TLS, time.
        case unreachable
        /// 401: it does not know who asks.
        case unauthenticated
        /// 403.
        case forbidden
        /// 404 of an object, its namespace or its kind.
        case notFound
        /// The kind is not served: its definition is not there yet.
        case notServed
        /// 409: a field belongs to another manager, or the object was changed meanwhile.
        case conflict
        /// 409 AlreadyExists.
        case alreadyExists
        /// 410: the history that a watch asks for is gone.
        case expired
        /// 400 or 422: the server does not take the object.
        case invalid
        /// A webhook refused the object, or could not be asked.
        case webhook
        /// 429 after all attempts.
        case tooManyRequests
        /// 500 and more, after all attempts.
        case server
        /// The answer is not what the API promises.
        case malformed
        /// It took longer than allowed.
        case timeout
    }

    /// A cause that the server names (API reference: `StatusCause`).
    public struct Cause: Sendable, Equatable {
        /// The field.
        public var field: String
        /// What is wrong with it.
        public var message: String
        /// The reason word, such as `FieldManagerConflict`.
        public var reason: String

        /// A cause.
        public init(field: String, message: String, reason: String) {
            self.field = field
            self.message = message
            self.reason = reason
        }
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// What is wrong, in words; lower case, no full stop.
    public var message: String
    /// The HTTP status; nil without an answer.
    public var status: Int?
    /// The server's causes.
    public var causes: [Cause]
    /// What it was about.
    public var object: ObjectReference?
    /// What to do about it.
    public var hint: String?

    /// A failure.
    ///
    /// - Parameters: as the properties say.
    public init(
        _ kind: Kind, _ message: String, status: Int? = nil, causes: [Cause] = [], object: ObjectReference? = nil,
        hint: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.causes = causes
        self.object = object
        self.hint = hint
    }

    /// The message with its object.
    public var description: String { object.map { "\($0): \(message)" } ?? message }
}
