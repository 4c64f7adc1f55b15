/// A request.
public struct HTTPRequest: Sendable {
    /// The method, such as `GET`.
    public var method: String
    /// The whole URL.
    public var url: String
    /// Header fields in order.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]?
    /// How long everything may take, in milliseconds; for a stream, how long may pass before the head of the answer.
    public var timeoutMilliseconds: Int
    /// The most bytes of the answer's body; more is a failure, not a cut.
    public var bodyLimit: Int
    /// Whether it does no harm when the request arrives twice; nil: every method but `POST`.
    ///
    /// One that may not be repeated gets a new connection, because libcurl sends again what a kept one swallowed.
    public var isRepeatable: Bool?

    /// A request.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - url: the whole URL.
    ///   - headers: header fields.
    ///   - body: the body.
    ///   - timeoutMilliseconds: how long everything may take.
    ///   - bodyLimit: the most bytes of the answer's body.
    public init(
        _ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeoutMilliseconds: Int = 30_000, bodyLimit: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.bodyLimit = bodyLimit
    }
}

/// An answer.
public struct HTTPResponse: Sendable {
    /// The status, such as 200.
    public var status: Int
    /// Header fields in order, names as they came.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    ///
    /// - Parameters:
    ///   - status: the status.
    ///   - headers: header fields.
    ///   - body: the body.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header field of a name, in any case.
    ///
    /// - Parameter name: the name.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no answer.
public struct HTTPFailure: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: String, Sendable {
        /// The name of the host is not known.
        case name
        /// Nobody listens, or the network does not lead there.
        case connection
        /// The certificate is not trusted, or the two sides found no common way.
        case tls
        /// It took too long.
        case timeout
        /// The connection ended in the middle.
        case cut
        /// The answer is longer than allowed, or is no HTTP.
        case answer
        /// The request itself is wrong, such as its URL.
        case request
        /// Somebody asked to stop.
        case cancelled
    }
    /// What kind of failure it is.
    public var kind: Kind
    /// What is wrong, in words; lower case, no full stop; never a header or a credential.
    public var message: String

    /// A failure.
    ///
    /// - Parameters:
    ///   - kind: what kind it is.
    ///   - message: what is wrong.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// Whether a stream goes on.
public enum StreamDecision: Sendable {
    /// More, please.
    case more
    /// Enough: the connection is closed and the call returns.
    case enough
}

/// Somebody who sends requests. Calls block; several threads may call at once.
public protocol HTTPTransport: Sendable {
    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// - Parameter request: the request.
    /// - Returns: the answer.
    /// - Throws: `HTTPFailure`; `Interrupted` when the process was asked to stop.
    func send(_ request: HTTPRequest) throws -> HTTPResponse

    /// Sends a request and hands out the body as it comes.
    ///
    /// - Parameters:
    ///   - request: the request; its timeout holds for the head of the answer, its limit for one piece that `body` has not consumed.
    ///   - idleMilliseconds: how long nothing may come before the call ends with `.timeout`.
    ///   - body: gets each piece; never called for a status of 300 and more, whose body is in the answer instead.
    /// - Returns: the answer without what was handed out.
    /// - Throws: `HTTPFailure`; `Interrupted`; whatever `body` throws.
    func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse
}
