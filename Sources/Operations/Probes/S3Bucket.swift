import Crypto
public import HTTP

/// A bucket of an S3 service, for requests that are really sent (Amazon S3 API Reference).
public struct S3Bucket: Sendable {
    /// Scheme and host with its port, such as `https://s3.example.org:9000`.
    public let origin: String
    private let host: String
    private let base: String
    private let signature: SignatureV4

    /// A bucket; nil if the endpoint is no `http` or `https` URL.
    ///
    /// - Parameters:
    ///   - endpoint: URL of the service.
    ///   - bucket: name of the bucket.
    ///   - isPathStyle: whether the bucket is in the path instead of the host.
    ///   - signature: who signs.
    public init?(endpoint: String, bucket: String, isPathStyle: Bool, signature: SignatureV4) {
        guard let scheme = ["https://", "http://"].first(where: { endpoint.hasPrefix($0) }), !bucket.isEmpty else {
            return nil
        }
        let rest = endpoint.dropFirst(scheme.count)
        var authority = String(rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" })
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        // The usual port does not stand in the field `Host`.
        let usual = scheme == "https://" ? ":443" : ":80"
        if authority.hasSuffix(usual) { authority = String(authority.dropLast(usual.count)) }
        var prefix = String(rest.dropFirst(rest.prefix { $0 != "/" }.count).prefix { $0 != "?" && $0 != "#" })
        while prefix.hasSuffix("/") { prefix.removeLast() }
        host = isPathStyle ? authority : "\(bucket).\(authority)"
        base = isPathStyle ? "\(prefix)/\(SignatureV4.encode(bucket))" : prefix
        origin = scheme + host
        self.signature = signature
    }

    /// A signed request.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - key: the object; empty for the bucket itself.
    ///   - query: names and values.
    ///   - headers: further fields; they are signed.
    ///   - body: the body.
    ///   - now: seconds since 1970.
    ///   - timeoutMilliseconds: how long it may take.
    ///   - bodyLimit: the most bytes of the answer's body.
    public func request(
        _ method: String, key: String = "", query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8]? = nil, now: Int64,
        timeoutMilliseconds: Int = 10_000, bodyLimit: Int = 1 << 20
    ) -> HTTPRequest {
        let path = base + "/" + SignatureV4.encode(key, keepsSlashes: true)
        let signed = signature.headers(
            method, host: host, path: path, query: query, headers: headers, body: body ?? [], now: now)
        return HTTPRequest(
            method, origin + path + (query.isEmpty ? "" : "?" + SignatureV4.query(query)), headers: headers + signed,
            body: body, timeoutMilliseconds: timeoutMilliseconds, bodyLimit: bodyLimit)
    }

    /// A request that lists one object at the most.
    ///
    /// - Parameters:
    ///   - prefix: what names of objects begin with.
    ///   - now: seconds since 1970.
    public func listing(prefix: String = "", now: Int64) -> HTTPRequest {
        var query = [(name: "list-type", value: "2"), (name: "max-keys", value: "1")]
        if !prefix.isEmpty { query.append((name: "prefix", value: prefix)) }
        return request("GET", query: query, now: now)
    }

    /// The code of an error, such as `NoSuchBucket`; nil if the body says none.
    ///
    /// - Parameter body: the body of an answer.
    public static func errorCode(_ body: [UInt8]) -> String? {
        let text = Array(body.prefix(64 << 10))
        guard let start = position(of: Array("<Code>".utf8), in: text[...]) else { return nil }
        let rest = text[(start + 6)...]
        guard let end = position(of: Array("</Code>".utf8), in: rest) else { return nil }
        let code = rest[..<end]
        let isWord =
            !code.isEmpty && code.count <= 64
            && code.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            }
        return isWord ? String(decoding: code, as: UTF8.self) : nil
    }

    private static func position(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.first { bytes[$0...].starts(with: needle) }
    }
}
