/// Addresses of services and networks.
enum AddressForms {
    /// An absolute address with a host; no user and password, for such a file is no place for a secret.
    static func isURI(_ bytes: Bytes) -> Bool {
        for scheme in ["https://", "http://", "oci://"] {
            if let rest = Scan.after(scheme, in: bytes) { return isAuthorityAndPath(rest, pathRequired: false) }
        }
        return false
    }

    /// https, ssh, or the short form of ssh (`user@host:path`).
    static func isGitURL(_ bytes: Bytes) -> Bool {
        if let rest = Scan.after("https://", in: bytes) { return isAuthorityAndPath(rest, pathRequired: true) }
        if let rest = Scan.after("ssh://", in: bytes) {
            guard let (user, host) = Scan.cut(rest, "@") else { return isAuthorityAndPath(rest, pathRequired: true) }
            return isUser(user) && isAuthorityAndPath(host, pathRequired: true)
        }
        guard let (user, rest) = Scan.cut(bytes, "@"), let (host, path) = Scan.cut(rest, ":") else { return false }
        return isUser(user) && NameForms.isHostName(host) && !path.isEmpty && isAddressText(path)
            && !path.starts(with: "//".utf8)
    }

    private static func isUser(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, first.isLetterOrDigit || first == UInt8(ascii: "_") else { return false }
        return bytes.allSatisfy { $0.isLetterOrDigit || $0.isAmong("._-") }
    }

    private static func isAuthorityAndPath(_ bytes: Bytes, pathRequired: Bool) -> Bool {
        let end = bytes.firstIndex { $0.isAmong("/?#") } ?? bytes.endIndex
        let path = bytes[end...]
        if pathRequired, path.count < 2 || path.first != UInt8(ascii: "/") { return false }
        return isAuthority(bytes[..<end]) && isAddressText(path)
    }

    private static func isAuthority(_ bytes: Bytes) -> Bool {
        if bytes.first == UInt8(ascii: "[") {
            guard let (inside, rest) = Scan.cut(bytes.dropFirst(), "]"), isIPv6(inside) else { return false }
            return rest.isEmpty || (rest.first == UInt8(ascii: ":") && isPort(rest.dropFirst()))
        }
        guard let (host, port) = Scan.cut(bytes, ":") else { return NameForms.isHostName(bytes) }
        return NameForms.isHostName(host) && isPort(port)
    }

    private static func isPort(_ bytes: Bytes) -> Bool {
        guard Scan.isPlainNumber(bytes), let port = Scan.number(bytes, upTo: 65535) else { return false }
        return port > 0
    }

    /// The characters RFC 3986 allows after the authority, with complete percent escapes and one fragment at most.
    private static func isAddressText(_ bytes: Bytes) -> Bool {
        var fragments = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                let digits = bytes[(index + 1)...].prefix(2)
                guard digits.count == 2, digits.allSatisfy(\.isHex) else { return false }
                index += 2
            } else if byte == UInt8(ascii: "#") {
                fragments += 1
                guard fragments == 1 else { return false }
            } else if !byte.isLetterOrDigit, !byte.isAmong("-._~!$&'()*+,;=:@/?") {
                return false
            }
            index += 1
        }
        return true
    }

    /// An IPv4 or IPv6 address with the length of its prefix.
    static func isCIDR(_ bytes: Bytes) -> Bool {
        guard let (address, length) = Scan.cut(bytes, "/"), Scan.isPlainNumber(length) else { return false }
        if isIPv4(address) { return Scan.number(length, upTo: 32) != nil }
        return isIPv6(address) && Scan.number(length, upTo: 128) != nil
    }

    static func isIPv4(_ bytes: Bytes) -> Bool {
        let parts = Scan.split(bytes, ".")
        return parts.count == 4 && parts.allSatisfy { Scan.isPlainNumber($0) && Scan.number($0, upTo: 255) != nil }
    }

    /// The text form of RFC 4291: eight groups, one gap at most, and perhaps an IPv4 address at the end. No zone.
    static func isIPv6(_ bytes: Bytes) -> Bool {
        guard bytes.count <= 45 else { return false }
        guard let gap = firstGap(bytes) else { return groups(bytes, mayEndInIPv4: true) == 8 }
        let head = bytes[..<gap]
        let tail = bytes[(gap + 2)...]
        guard let before = head.isEmpty ? 0 : groups(head, mayEndInIPv4: false),
            let after = tail.isEmpty ? 0 : groups(tail, mayEndInIPv4: true)
        else { return false }
        return before + after <= 7
    }

    private static func firstGap(_ bytes: Bytes) -> Int? {
        let colon = UInt8(ascii: ":")
        return zip(bytes.indices, bytes.indices.dropFirst()).first { bytes[$0] == colon && bytes[$1] == colon }?.0
    }

    private static func groups(_ bytes: Bytes, mayEndInIPv4: Bool) -> Int? {
        var parts = Scan.split(bytes, ":")
        var count = 0
        if mayEndInIPv4, let last = parts.last, isIPv4(last) {
            parts.removeLast()
            count = 2
        }
        guard parts.allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy(\.isHex) }) else { return nil }
        return count + parts.count
    }
}
