import HTTP

/// An object is put, read back the same, denied to who has no key, and removed.
struct BucketProbe: Probe {
    var endpoint: String
    var bucket: String
    var key: String
    var isPathStyle: Bool
    var signature: HTTPExchange.Signature
    var content: String

    /// The object's URL; nil where the endpoint is no URL.
    static func url(endpoint: String, bucket: String, key: String, isPathStyle: Bool) -> String? {
        guard let parts = URLText(endpoint) else { return nil }
        let base = parts.path.hasSuffix("/") ? String(parts.path.dropLast()) : parts.path
        let name = SignatureV4.encode(key, keepsSlashes: true)
        return isPathStyle
            ? "\(parts.scheme)://\(parts.hostField)\(base)/\(SignatureV4.encode(bucket))/\(name)"
            : "\(parts.scheme)://\(bucket).\(parts.hostField)\(base)/\(name)"
    }

    var exchanges: [Exchange] {
        let url = Self.url(endpoint: endpoint, bucket: bucket, key: key, isPathStyle: isPathStyle) ?? endpoint
        func ask(_ purpose: String, _ method: String, signed: Bool = true, body: [Piece] = []) -> Exchange {
            Exchange(
                purpose, .http(HTTPExchange(method, url, body: body, signature: signed ? signature : nil)),
                isCleanUp: method == "DELETE")
        }
        return [
            ask("put an object", "PUT", body: [.text(content)]), ask("read it", "GET"),
            ask("read it without a key", "GET", signed: false), ask("remove it", "DELETE"),
            ask("look for it again", "GET"),
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        for (exchange, outcome) in zip(exchanges, outcomes).prefix(2) {
            try named(exchange) { _ = try outcome.success() }
        }
        guard try outcomes[1].success() == Array(content.utf8) else {
            throw ProbeFailure("what is read is not what was written")
        }
        try named(exchanges[2]) { _ = try outcomes[2].refusal(of: "who has no key") }
        try named(exchanges[3]) { _ = try outcomes[3].success() }
        let (status, _, _) = try outcomes[4].answer()
        guard status == 404 else { throw ProbeFailure("the removed object still answers \(status)") }
        return "put, read and removed; closed to who has no key"
    }

    private func named(_ exchange: Exchange, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let failure as ProbeFailure {
            throw ProbeFailure("\(exchange.purpose): \(failure.message)", hint: failure.hint)
        }
    }
}
