/// One question to something that runs, as data: what is sent, to whom, and which credential goes with it. It never holds a secret value,
/// so it may be written down and carried out elsewhere, such as in a Job in the cluster.
public struct Exchange: Sendable, Equatable {
    /// What is done.
    public enum Action: Sendable, Equatable {
        /// An HTTP request.
        case http(HTTPExchange)
        /// A statement in a PostgreSQL database.
        case sql(SQLExchange)
        /// A conversation with a Redis-compatible server.
        case redis(RedisExchange)
        /// The certificate that a host shows.
        case certificate(host: String, port: Int)
        /// Objects of the cluster.
        case objects(ObjectExchange)
    }

    /// What it is for, in a word or two, such as `put the object`.
    public var purpose: String
    /// What is done.
    public var action: Action
    /// Whether it takes away what an earlier one left: done even when the process is asked to stop in between.
    public var isCleanUp: Bool

    /// An exchange.
    ///
    /// - Parameters:
    ///   - purpose: what it is for.
    ///   - action: what is done.
    ///   - isCleanUp: whether it takes away what an earlier one left.
    public init(_ purpose: String, _ action: Action, isCleanUp: Bool = false) {
        self.purpose = purpose
        self.action = action
        self.isCleanUp = isCleanUp
    }

    /// The credentials that it needs, each once, in order.
    public var secrets: [ProbeSecret] {
        var found: [ProbeSecret] = []
        func take(_ secret: ProbeSecret?) { if let secret, !found.contains(secret) { found.append(secret) } }
        switch action {
        case .http(let http):
            for piece in http.headers.flatMap(\.value) + http.body { take(piece.secret) }
            take(http.signature?.accessKey)
            take(http.signature?.secretKey)
        case .sql(let sql):
            for piece in sql.password { take(piece.secret) }
        case .redis(let redis):
            for piece in redis.password { take(piece.secret) }
        case .certificate, .objects: break
        }
        return found
    }
}

/// A piece of a text that is sent.
public enum Piece: Sendable, Equatable {
    /// Text that anybody may see.
    case text(String)
    /// Text that comes many times, kept short.
    case repeated(String, Int)
    /// A credential's value as it is.
    case secret(ProbeSecret)
    /// A credential's value, encoded for a form (`application/x-www-form-urlencoded`).
    case formSecret(ProbeSecret)

    var secret: ProbeSecret? {
        switch self {
        case .secret(let secret), .formSecret(let secret): secret
        case .text, .repeated: nil
        }
    }
}

/// An HTTP request. Redirects are never followed: where they lead is part of what is checked.
public struct HTTPExchange: Sendable, Equatable {
    /// A header field.
    public struct Header: Sendable, Equatable {
        /// The name.
        public var name: String
        /// The value's pieces.
        public var value: [Piece]
    }

    /// How S3 requests are signed (AWS Signature Version 4).
    public struct Signature: Sendable, Equatable {
        /// The access key.
        public var accessKey: ProbeSecret
        /// The secret key.
        public var secretKey: ProbeSecret
        /// The region that signatures name.
        public var region: String
    }

    /// The method.
    public var method: String
    /// The whole URL; nothing secret is in it.
    public var url: String
    /// Header fields in order.
    public var headers: [Header]
    /// The body's pieces.
    public var body: [Piece]
    /// How it is signed, if it is.
    public var signature: Signature?
    /// How long it may take, in seconds.
    public var seconds: Int

    /// A request.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - url: the whole URL.
    ///   - headers: header fields.
    ///   - body: the body.
    ///   - signature: how it is signed.
    ///   - seconds: how long it may take.
    public init(
        _ method: String = "GET", _ url: String, headers: [(String, [Piece])] = [], body: [Piece] = [],
        signature: Signature? = nil, seconds: Int = 30
    ) {
        self.method = method
        self.url = url
        self.headers = headers.map { Header(name: $0, value: $1) }
        self.body = body
        self.signature = signature
        self.seconds = seconds
    }

    /// Whether it says who asks in the field that an API server's proxy keeps for itself.
    public var isAuthorized: Bool {
        signature != nil || headers.contains { $0.name.lowercased() == "authorization" }
    }
}

/// A statement in a PostgreSQL database.
public struct SQLExchange: Sendable, Equatable {
    /// The host.
    public var host: String
    /// The port.
    public var port: Int
    /// The role.
    public var user: String
    /// The database.
    public var database: String
    /// The password's pieces.
    public var password: [Piece]
    /// The statement.
    public var statement: String
}

/// Who one is and whether the server answers: AUTH if there is a password, then PING.
public struct RedisExchange: Sendable, Equatable {
    /// The host.
    public var host: String
    /// The port.
    public var port: Int
    /// The password's pieces; none: no AUTH is sent.
    public var password: [Piece]
}

/// A list of objects of the cluster.
public struct ObjectExchange: Sendable, Equatable {
    /// Group and version.
    public var apiVersion: String
    /// The kind.
    public var kind: String
    /// The namespace.
    public var namespace: String
}
