import Glibc
import HTTP
import Host

/// The proxy that the environment names, read as kubectl reads it (documentation of Go's golang.org/x/net/http/httpproxy).
struct ProxyEnvironment {
    private let secure: String?
    private let plain: String?
    private let exceptions: [String]

    init(_ environment: Environment) {
        func either(_ name: String) -> String? { environment.nonEmpty(name) ?? environment.nonEmpty(name.lowercased()) }
        secure = either("HTTPS_PROXY")
        plain = either("HTTP_PROXY")
        exceptions = (either("NO_PROXY") ?? "").utf8.split(separator: UInt8(ascii: ",")).map {
            String(Substring($0)).filter { !$0.isWhitespace }.lowercased()
        }.filter { !$0.isEmpty }
    }

    /// The scheme of a URL with a host, in lower case.
    static func scheme(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8),
            bytes.count > colon + 3, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    }

    /// The proxy for a URL.
    ///
    /// - Throws: `KubernetesFailure` of kind `.access` when the variable is no URL.
    func proxy(for url: HTTP.URLText) throws -> String? {
        let name = url.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY"
        guard let proxy = url.scheme == "https" ? secure : plain, isProxied(url) else { return nil }
        let whole = proxy.contains("://") ? proxy : "http://" + proxy
        guard let scheme = Self.scheme(whole), ["http", "https", "socks5", "socks5h"].contains(scheme) else {
            throw KubernetesFailure.access(
                "the variable \(name) is no http, https or socks5 URL",
                hint: "correct it, or name the host of the cluster in NO_PROXY")
        }
        return whole
    }

    private func isProxied(_ url: HTTP.URLText) -> Bool {
        let host = url.host.hasSuffix(".") ? String(url.host.dropLast()) : url.host
        if host == "localhost" { return false }
        let address = IPAddress(host)
        if let address, address.isLoopback { return false }
        return !exceptions.contains { Self.matches($0, host: host, address: address, port: url.port) }
    }

    private static func matches(_ exception: String, host: String, address: IPAddress?, port: Int) -> Bool {
        if exception == "*" { return true }
        if let slash = exception.firstIndex(of: "/") {
            guard let address, let base = IPAddress(String(exception[..<slash])),
                let length = Int(exception[exception.index(after: slash)...])
            else { return false }
            return address.isIn(base, length: length)
        }
        var (name, wantedPort) = (exception, Int?.none)
        if IPAddress(name) == nil, let colon = name.lastIndex(of: ":"),
            let number = Int(name[name.index(after: colon)...])
        {
            (name, wantedPort) = (String(name[..<colon]), number)
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        guard wantedPort == nil || wantedPort == port else { return false }
        if let wanted = IPAddress(name) { return wanted == address }
        if name.hasPrefix("*.") { name.removeFirst() }
        // With a dot in front only what is below the domain is meant, without one the domain too.
        if name.hasPrefix(".") { return host.hasSuffix(name) }
        return host == name || host.hasSuffix("." + name)
    }
}

/// An address of either version in 16 bytes (RFC 4291, section 2.5.5.2 for those of version 4).
struct IPAddress: Equatable {
    let bytes: [UInt8]

    init?(_ text: String) {
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + withUnsafeBytes(of: four) { Array($0) }
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        bytes = withUnsafeBytes(of: six) { Array($0) }
    }

    private var isVersion4: Bool { bytes.prefix(12) == ([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])[...] }

    var isLoopback: Bool {
        isVersion4 ? bytes[12] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// Whether the first bits are those of another address of the same version.
    func isIn(_ base: IPAddress, length: Int) -> Bool {
        guard isVersion4 == base.isVersion4, (0...(isVersion4 ? 32 : 128)).contains(length) else { return false }
        let bits = isVersion4 ? length + 96 : length
        return (0..<16).allSatisfy { index in
            let kept = min(max(bits - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> kept)
            return bytes[index] & mask == base.bytes[index] & mask
        }
    }
}
