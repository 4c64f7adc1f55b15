import Crypto
import HTTP
import Values

/// Databases and caches are asked from inside of the containers' network too.
extension InnerTransport {
    /// Runs a statement there.
    func outcome(of sql: SQLExchange, at place: (host: String, port: Int), password: SecretBytes) throws -> Outcome {
        try outcome([
            "do": "sql", "host": Node(.string(place.host)), "port": Node(.integer(Int64(place.port))),
            "user": Node(.string(sql.user)), "database": Node(.string(sql.database)),
            "statement": Node(.string(sql.statement)), "password": Self.node(password),
        ])
    }

    /// Says PING there.
    func ping(at place: (host: String, port: Int), password: SecretBytes) throws -> Outcome {
        try outcome([
            "do": "redis", "host": Node(.string(place.host)), "port": Node(.integer(Int64(place.port))),
            "password": Self.node(password),
        ])
    }

    private func outcome(_ question: Node) throws -> Outcome {
        Outcome(try ask(question, seconds: 60, limit: 1 << 20)) ?? .failed("there was no answer")
    }

    private static func node(_ password: SecretBytes) -> Node {
        Node(.string(password.withBytes { Base64.encode($0) }))
    }

    /// The other side; nil if nothing of the kind is asked.
    static func store(_ node: Node) throws -> Node? {
        guard let kind = node["do"]?.string else { return nil }
        let place = (host: node["host"]?.string ?? "", port: Int(clamping: node["port"]?.integer ?? 0))
        var bytes = node["password"]?.string.flatMap { Base64.decode($0) } ?? []
        let password = SecretBytes(wiping: &bytes)
        let outcome: Outcome
        if kind == "sql" {
            let sql = SQLExchange(
                host: place.host, port: place.port, user: node["user"]?.string ?? "",
                database: node["database"]?.string ?? "", password: [], statement: node["statement"]?.string ?? "")
            outcome = try PostgresCommand.run(sql, at: place, password: password)
        } else {
            outcome = try RedisConversation.ping(at: place, password: password)
        }
        switch outcome {
        case .text(let text): return ["text": Node(.string(text))]
        case .denied(let reason): return ["denied": Node(.string(reason))]
        case .untried(let reason): return ["untried": Node(.string(reason))]
        case .failed(let reason): return ["failed": Node(.string(reason))]
        case .answer, .objects: return ["failed": "the answer is of another kind than was asked for"]
        }
    }
}
