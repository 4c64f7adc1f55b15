/// A URL of the schemes `http` and `https`, taken apart (RFC 3986 section 3).
///
/// Stricter than the RFC on purpose: what two parsers could read in two ways is refused, so that the host that is
/// looked at here is the host that libcurl talks to.
public struct URLText: Sendable, Equatable {
    /// `http` or `https`.
    public let scheme: String
    /// What stands before `@`, which may be a credential.
    public let userInfo: String?
    /// The host in lower case; an IPv6 address without its brackets.
    public let host: String
    /// The port, or the scheme's own.
    public let port: Int
    /// The path, `/` at least.
    public let path: String
    /// What stands after `?`.
    public let query: String?
    /// Whether the port was written down.
    let isPortGiven: Bool

    /// Takes a URL apart.
    ///
    /// - Parameter text: the URL; 64 KiB at most.
    /// - Returns: nil when it is no absolute `http` or `https` URL.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 64 << 10, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else { return nil }
        guard let colon = bytes.firstIndex(of: 0x3A), bytes[colon...].starts(with: "://".utf8) else { return nil }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }

        let rest = bytes[(colon + 3)...]
        let authorityEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? rest.endIndex
        guard let authority = Authority(rest[..<authorityEnd]) else { return nil }
        let withoutFragment = rest[authorityEnd...].prefix { $0 != 0x23 }
        let pathEnd = withoutFragment.firstIndex(of: 0x3F) ?? withoutFragment.endIndex
        let path = String(decoding: withoutFragment[..<pathEnd], as: UTF8.self)

        self.scheme = scheme
        userInfo = authority.userInfo
        host = authority.host
        port = authority.port ?? (scheme == "https" ? 443 : 80)
        isPortGiven = authority.port != nil
        self.path = path.isEmpty ? "/" : path
        query =
            pathEnd == withoutFragment.endIndex
            ? nil : String(decoding: withoutFragment[(pathEnd + 1)...], as: UTF8.self)
    }

    init(_ base: URLText, userInfo: String?, path: String, query: String?) {
        scheme = base.scheme
        self.userInfo = userInfo
        host = base.host
        port = base.port
        isPortGiven = base.isPortGiven
        self.path = path
        self.query = query
    }

    /// Host and port for a message, such as `api.example.test:6443` or `[::1]:443`.
    public var place: String { "\(bracketedHost):\(port)" }

    /// The value of the field `Host` (RFC 9110 section 7.2): without the port where it is the scheme's own.
    public var hostField: String {
        port == (scheme == "https" ? 443 : 80) ? bracketedHost : place
    }

    /// The whole URL again, without the fragment.
    public var text: String { text(host: bracketedHost) }

    /// Whether two URLs have the same origin (RFC 6454): scheme, host and port.
    ///
    /// - Parameter other: the other URL.
    public func hasOrigin(of other: URLText) -> Bool {
        scheme == other.scheme && port == other.port && host.utf8.elementsEqual(other.host.utf8)
    }

    /// The same URL without a user and a password.
    public var withoutUserInfo: URLText { URLText(self, userInfo: nil, path: path, query: query) }

    var bracketedHost: String { host.utf8.contains(0x3A) ? "[\(host)]" : host }

    func text(host: String) -> String {
        let user = userInfo.map { $0 + "@" } ?? ""
        let number = isPortGiven ? ":\(port)" : ""
        return "\(scheme)://\(user)\(host)\(number)\(path)\(query.map { "?" + $0 } ?? "")"
    }
}

/// `[userinfo@]host[:port]` (RFC 3986 section 3.2).
struct Authority {
    var userInfo: String?
    var host: String
    var port: Int?

    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        if let at = rest.firstIndex(of: 0x40) {
            userInfo = String(decoding: rest[..<at], as: UTF8.self)
            rest = rest[(at + 1)...]
            guard !rest.contains(0x40) else { return nil }
        }
        let hostBytes: ArraySlice<UInt8>
        if rest.first == 0x5B {
            guard let close = rest.firstIndex(of: 0x5D) else { return nil }
            hostBytes = rest[(rest.startIndex + 1)..<close]
            rest = rest[(close + 1)...]
            guard hostBytes.contains(0x3A), hostBytes.allSatisfy(Authority.isAddressByte) else { return nil }
        } else {
            hostBytes = rest.prefix { $0 != 0x3A }
            rest = rest[hostBytes.endIndex...]
            guard !hostBytes.isEmpty, hostBytes.count <= 253, hostBytes.allSatisfy(Authority.isNameByte) else {
                return nil
            }
        }
        host = String(decoding: hostBytes, as: UTF8.self).lowercased()
        guard let colon = rest.first else { return }
        let digits = rest.dropFirst()
        guard colon == 0x3A, digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard let number = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(number) else {
            return nil
        }
        port = number
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        byte == 0x2D || byte == 0x2E || byte == 0x5F || (0x30...0x39).contains(byte)
            || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    static func isAddressByte(_ byte: UInt8) -> Bool {
        byte == 0x3A || byte == 0x2E || (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
            || (0x61...0x66).contains(byte)
    }
}
