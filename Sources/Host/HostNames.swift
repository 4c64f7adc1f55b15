import Glibc

/// What host names stand for, as this machine sees it.
public enum HostNames {
    /// Why a name could not be looked up.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// What the resolver says; lower case, no full stop.
        public let description: String
    }

    /// The addresses of a name, from whatever the system asks: its hosts file, the DNS.
    ///
    /// - Parameters:
    ///   - host: the name.
    ///   - milliseconds: how long it may take.
    /// - Returns: IPv4 and IPv6 addresses as texts, in order, each once; empty if there is no such name.
    /// - Throws: ``Failure`` if the resolver cannot be asked; ``TimedOut``; ``Interrupted``.
    public static func resolve(_ host: String, milliseconds: Int = 5_000) throws -> [String] {
        try TimeLimit.run(milliseconds: milliseconds) { try look(host) }
    }

    private static func look(_ host: String) throws -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &first)
        guard status == 0 else {
            if [EAI_NONAME, noAddress].contains(status) { return [] }
            throw Failure(
                description: gai_strerror(status).map { String(cString: $0).lowercased() } ?? "error \(status)")
        }
        defer { freeaddrinfo(first) }
        var found: Set<String> = []
        var next = first
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(text.count)
            if getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0 {
                found.insert(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            next = entry.ai_next
        }
        return found.sorted()
    }

    // EAI_NODATA of <netdb.h>, which glibc hides without _GNU_SOURCE: the name exists and has no address.
    private static let noAddress: Int32 = -5
}
