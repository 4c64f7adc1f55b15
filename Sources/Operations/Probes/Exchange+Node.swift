import Crypto
import Values

extension Exchange {
    /// The exchange as data for a Job; secrets by their place in a list.
    ///
    /// - Parameter secrets: the list.
    /// - Returns: nil for what a Job does not do.
    func node(secrets: [ProbeSecret]) -> Node? {
        func pieces(_ pieces: [Piece]) -> Node {
            Node(
                .list(
                    pieces.map { piece in
                        switch piece {
                        case .text(let text): ["text": Node(.string(text))]
                        case .repeated(let text, let count):
                            ["repeat": Node(.string(text)), "count": Node(.integer(Int64(count)))]
                        case .secret(let secret): ["secret": index(secret)]
                        case .formSecret(let secret): ["secret": index(secret), "form": true]
                        }
                    }))
        }
        func index(_ secret: ProbeSecret) -> Node { Node(.integer(Int64(secrets.firstIndex(of: secret) ?? -1))) }
        switch action {
        case .http(let http):
            var node: Node = [
                "do": "http", "method": Node(.string(http.method)), "url": Node(.string(http.url)),
                "headers": Node(
                    .list(http.headers.map { ["name": Node(.string($0.name)), "value": pieces($0.value)] })),
                "body": pieces(http.body), "seconds": Node(.integer(Int64(http.seconds))),
            ]
            if let signature = http.signature {
                node["signature"] = [
                    "access": index(signature.accessKey), "secret": index(signature.secretKey),
                    "region": Node(.string(signature.region)),
                ]
            }
            return node
        case .sql(let sql):
            return [
                "do": "sql", "host": Node(.string(sql.host)), "port": Node(.integer(Int64(sql.port))),
                "user": Node(.string(sql.user)), "database": Node(.string(sql.database)),
                "password": pieces(sql.password),
                "statement": Node(.string(sql.statement)),
            ]
        case .redis(let redis):
            return [
                "do": "redis", "host": Node(.string(redis.host)), "port": Node(.integer(Int64(redis.port))),
                "password": pieces(redis.password),
            ]
        case .certificate, .objects: return nil
        }
    }
}

extension Outcome {
    /// An outcome as a Job's log tells it; nil if it is none.
    init?(_ node: Node) {
        if let text = node["text"]?.string {
            self = .text(text)
        } else if let reason = node["denied"]?.string {
            self = .denied(reason)
        } else if let reason = node["failed"]?.string {
            self = .failed(reason)
        } else if let reason = node["untried"]?.string {
            self = .untried(reason)
        } else if let status = node["status"]?.integer, (100...999).contains(status),
            let body = node["body"]?.string.flatMap({ Base64.decode($0) })
        {
            let fields = (node["headers"]?.mapping?.entries ?? []).compactMap { entry in
                entry.value.string.map { (entry.key, $0) }
            }
            self = .answer(
                status: Int(status), headers: Dictionary(fields, uniquingKeysWith: { first, _ in first }), body: body)
        } else {
            return nil
        }
    }
}
