public import Crypto

/// Signatures of requests to S3 and other services (AWS General Reference, "Signature Version 4 signing process").
public struct SignatureV4: Sendable {
    /// The name of the key.
    public let accessKey: String
    /// The region that the service is in.
    public let region: String
    /// The service, such as `s3`.
    public let service: String
    private let secretKey: SecretBytes

    /// Somebody who signs.
    ///
    /// - Parameters:
    ///   - accessKey: the name of the key.
    ///   - secretKey: the key.
    ///   - region: the region that the service is in.
    ///   - service: the service.
    public init(accessKey: String, secretKey: SecretBytes, region: String, service: String = "s3") {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.region = region
        self.service = service
    }

    /// The header fields that a request needs beside those that are given: date, digest of the body, signature.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - host: the field `Host`, with the port unless it is the usual one.
    ///   - path: the path, encoded once, from the slash on.
    ///   - query: names and values, not encoded, in any order.
    ///   - headers: further fields that are signed.
    ///   - body: the body.
    ///   - now: seconds since 1970.
    /// - Returns: the fields, without `Host`.
    public func headers(
        _ method: String, host: String, path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = [], now: Int64
    ) -> [(name: String, value: String)] {
        let time = Self.time(now)
        let day = String(time.prefix(8))
        let digest = Hex.encode(Hash.sha256(body))
        let added = [("x-amz-content-sha256", digest), ("x-amz-date", time)]
        let signed = (headers.map { ($0.name.lowercased(), Self.trimmed($0.value)) } + added + [("host", host)]).sorted
        {
            $0.0 < $1.0
        }
        let names = signed.map(\.0).joined(separator: ";")
        let canonical = [
            method, path, Self.query(query), signed.map { "\($0.0):\($0.1)\n" }.joined(), names, digest,
        ].joined(separator: "\n")
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", time, scope, Hex.encode(Hash.sha256(Array(canonical.utf8)))].joined(
            separator: "\n")
        let signature = Hex.encode(Hash.hmacSHA256(Array(text.utf8), key: key(day)))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
        return added.map { (name: $0.0, value: $0.1) } + [(name: "Authorization", value: authorization)]
    }

    /// A query in the order and the encoding that is signed, and that must be sent.
    ///
    /// - Parameter query: names and values, not encoded.
    public static func query(_ query: [(name: String, value: String)]) -> String {
        query.map { "\(encode($0.name))=\(encode($0.value))" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .joined(separator: "&")
    }

    /// Encodes everything but the unreserved characters of RFC 3986.
    ///
    /// - Parameters:
    ///   - text: what to encode.
    ///   - keepsSlashes: whether slashes stay, as in a path.
    public static func encode(_ text: String, keepsSlashes: Bool = false) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: "/") where keepsSlashes: result.append(byte)
            default: result += Array("%\(Hex.encode([byte]).uppercased())".utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func key(_ day: String) -> SecretBytes {
        let start = SecretBytes(joining: [SecretBytes(text: "AWS4"), secretKey])
        return [day, region, service, "aws4_request"].reduce(start) { key, word in
            var bytes = Hash.hmacSHA256(Array(word.utf8), key: key)
            return SecretBytes(wiping: &bytes)
        }
    }

    // Runs of spaces count as one, and none at the ends.
    private static func trimmed(_ value: String) -> String {
        value.utf8.split(separator: 0x20).map { String(decoding: Array($0), as: UTF8.self) }.joined(separator: " ")
    }

    /// `20130524T000000Z`.
    static func time(_ seconds: Int64) -> String {
        let days = Int64((Double(seconds) / 86_400).rounded(.down))
        let rest = seconds - days * 86_400
        // Days since 0000-03-01, in eras of 400 years, so that the leap day is a year's last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fifth = (5 * dayOfYear + 2) / 153
        let month = fifth < 10 ? fifth + 3 : fifth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(year)\(two(month))\(two(dayOfYear - (153 * fifth + 2) / 5 + 1))"
        return "\(date)T\(two(rest / 3600))\(two(rest % 3600 / 60))\(two(rest % 60))Z"
    }
}
